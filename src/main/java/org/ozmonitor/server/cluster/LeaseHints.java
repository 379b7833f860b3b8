package org.ozmonitor.server.cluster;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// Tells those in the cluster who observe a lease that it was given back, so that they need not
/// wait for their next look. A hint may be lost: everybody looks now and then, too. Thread-safe.
public final class LeaseHints {
  private static final Topic<String> RELEASED =
      Topic.urgent(
          "lease-released",
          TopicCodec.json(
              name -> new JsonObject().put("name", name), json -> json.getString("name")));

  private final Consumer<String> tell;
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();

  private record Listener(String name, Runnable look) {}

  private LeaseHints(Consumer<String> tell) {
    this.tell = tell;
  }

  /// Nobody is told.
  static LeaseHints none() {
    return new LeaseHints(_ -> {});
  }

  /// Tells others from now on, and hears them once {@link #hear} was called.
  public static LeaseHints on(Topics topics) {
    return new LeaseHints(name -> topics.publish(RELEASED, name));
  }

  /// Hears what other nodes say from the moment the future succeeds.
  public Future<Topics.Subscription> hear(Topics topics) {
    return topics.consume(
        RELEASED,
        name ->
            listeners.stream().filter(it -> it.name().equals(name)).forEach(it -> it.look().run()));
  }

  void released(String name) {
    tell.accept(name);
  }

  /// @param look called on any thread
  /// @return ends it
  Runnable onReleased(String name, Runnable look) {
    var listener = new Listener(name, look);
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }
}
