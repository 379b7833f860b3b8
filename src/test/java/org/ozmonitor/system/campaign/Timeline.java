package org.ozmonitor.system.campaign;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What happened, in order, with times from the begin of the campaign. Thread-safe.
final class Timeline {
  private static final int MOST = 20_000;

  private final List<Event> events = new ArrayList<>();
  private long beginNanos = System.nanoTime();

  private record Event(Duration at, String what) {}

  /// From now on time counts; what was before has negative times.
  synchronized void begin() {
    beginNanos = System.nanoTime();
  }

  synchronized Duration now() {
    return Duration.ofNanos(System.nanoTime() - beginNanos);
  }

  synchronized void add(String what) {
    if (events.size() < MOST) {
      events.add(new Event(now(), what));
    }
  }

  synchronized String last() {
    return events.isEmpty() ? "" : events.getLast().what;
  }

  synchronized JsonArray toJson() {
    var all = new JsonArray();
    events.forEach(
        event ->
            all.add(new JsonObject().put("at_ms", event.at.toMillis()).put("what", event.what)));
    return all;
  }
}
