package org.ozmonitor.core.balance;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// When each worker was last seen to do something, on the observer's own monotonic clock.
///
/// A worker is alive while its row (epoch, renewals) changed within the time to live; a new
/// observer
/// gives each the benefit of the doubt for that long. No wall clock takes part. Immutable.
///
/// @param seen by worker id
public record Sightings(Map<String, Seen> seen) {
  public static final Sightings NONE = new Sightings(Map.of());

  public Sightings {
    seen = Map.copyOf(seen);
  }

  /// A row and when it was first seen like this.
  ///
  /// @param sinceNanos monotonic
  public record Seen(WorkerSighting row, long sinceNanos) {
    boolean shows(WorkerSighting other) {
      return row.equals(other);
    }
  }

  /// The sightings after reading the rows anew; workers without a row are forgotten.
  public Sightings observe(Collection<WorkerSighting> rows, long nowNanos) {
    Map<String, Seen> next = new HashMap<>();
    for (WorkerSighting row : rows) {
      Seen before = seen.get(row.id());
      next.put(row.id(), before != null && before.shows(row) ? before : new Seen(row, nowNanos));
    }
    return new Sightings(next);
  }

  /// The workers that are alive; one that said it stopped is not, at once.
  public Set<String> alive(long nowNanos, Duration timeToLive) {
    return seen.values().stream()
        .filter(it -> it.row().running() && nowNanos - it.sinceNanos() < timeToLive.toNanos())
        .map(it -> it.row().id())
        .collect(Collectors.toUnmodifiableSet());
  }
}
