package org.ozmonitor.server.cluster;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.shareddata.AsyncMap;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.ozmonitor.core.balance.WorkerLoad;

/// The shared map `workers` of the cluster: who is there, under which epoch, with which roles and
/// load. A copy for people and for quick reactions; the rows of {@link Workers} decide.
/// Thread-safe.
public final class Membership {
  private static final String MAP = "workers";
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private static final String VERSION =
      Objects.requireNonNullElse(
          Membership.class.getPackage().getImplementationVersion(), "development");

  private final Vertx vertx;
  private final List<Runnable> watchers = new CopyOnWriteArrayList<>();
  private final ClusterLog log = new ClusterLog();

  public Membership(Vertx vertx) {
    this.vertx = vertx;
  }

  /// Writes this worker's entry. Never fails: without the map, the rows decide.
  public Future<Void> announce(Workers.Registration registration, String roles, WorkerLoad load) {
    var entry =
        new JsonObject()
            .put("epoch", registration.epoch())
            .put("roles", roles)
            .put("version", VERSION)
            .put("load", LoadJson.encode(load));
    return write(map -> map.put(registration.id(), entry));
  }

  /// Removes this worker's entry. Never fails.
  public Future<Void> withdraw(Workers.Registration registration) {
    return write(map -> map.remove(registration.id()).mapEmpty());
  }

  /// The number of workers in the map.
  public Future<Integer> size() {
    return map().compose(AsyncMap::size).timeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// A member has come or gone: those who watch look sooner.
  public void changed() {
    watchers.forEach(Runnable::run);
  }

  /// Tells `watcher` when a member has come or gone, on any thread, until the subscription ends.
  public Topics.Subscription watch(Runnable watcher) {
    watchers.add(watcher);
    return () -> {
      watchers.remove(watcher);
      return Future.succeededFuture();
    };
  }

  private Future<Void> write(Function<AsyncMap<String, JsonObject>, Future<Void>> change) {
    return map()
        .compose(change)
        .timeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
        .onFailure(log::membershipUnavailable)
        .otherwiseEmpty();
  }

  private Future<AsyncMap<String, JsonObject>> map() {
    return vertx.sharedData().getAsyncMap(MAP);
  }
}
