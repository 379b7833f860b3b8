package org.ozmonitor.core.balance;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// When each worker was last seen to do something, on the observer's own monotonic clock.
///
/// A worker is alive while its row (epoch, renewals) changed within the time to live; a new
/// observer gives each the benefit of the doubt for that long. No wall clock takes part. Immutable.
///
/// @param seen by worker id
/// @param observedNanos when the rows were read last
public record Sightings(Map<String, Seen> seen, long observedNanos) {
  public static final Sightings NONE = new Sightings(Map.of(), 0);

  public Sightings {
    seen = Map.copyOf(seen);
  }

  /// A row and when its worker last gave a sign of life.
  ///
  /// @param sinceNanos monotonic
  public record Seen(WorkerSighting row, long sinceNanos) {}

  /// The sightings after reading the rows anew; workers without a row are forgotten.
  public Sightings observe(Collection<WorkerSighting> rows, long nowNanos) {
    return observed(rows, nowNanos, _ -> true);
  }

  /// The same for an observer that may have been blind: when it could not read for so long, as
  /// while the database was down, workers could not write either, and their silence tells nothing.
  /// Who was gone before stays so: giving away what it had may be what kept the observer.
  public Sightings observe(
      Collection<WorkerSighting> rows, long nowNanos, Duration blind, Duration timeToLive) {
    boolean wasBlind = nowNanos - observedNanos >= blind.toNanos();
    return observed(
        rows,
        nowNanos,
        before -> !wasBlind || observedNanos - before.sinceNanos() >= timeToLive.toNanos());
  }

  /// @param tells whether the silence of a worker tells something
  private Sightings observed(
      Collection<WorkerSighting> rows, long nowNanos, Predicate<Seen> tells) {
    Map<String, Seen> next = new HashMap<>();
    for (WorkerSighting row : rows) {
      Seen before = seen.get(row.id());
      long since =
          before != null && row.isAsQuietAs(before.row()) && tells.test(before)
              ? before.sinceNanos()
              : nowNanos;
      next.put(row.id(), new Seen(row, since));
    }
    return new Sightings(next, nowNanos);
  }

  /// The workers that are alive; one that said it stopped is not, at once.
  public Set<String> alive(long nowNanos, Duration timeToLive) {
    return living(nowNanos, timeToLive)
        .map(WorkerSighting::id)
        .collect(Collectors.toUnmodifiableSet());
  }

  /// The workers that are alive, by id.
  public List<LiveWorker> workers(long nowNanos, Duration timeToLive) {
    return living(nowNanos, timeToLive)
        .map(row -> new LiveWorker(row.id(), row.state() == WorkerState.RUNNING, row.load()))
        .sorted(Comparator.comparing(LiveWorker::id))
        .toList();
  }

  /// The workers that said that they stop.
  public Set<String> stopped() {
    return seen.values().stream()
        .filter(it -> it.row().state() == WorkerState.STOPPED)
        .map(it -> it.row().id())
        .collect(Collectors.toUnmodifiableSet());
  }

  /// The workers that have been seen for so long and gave no sign of life.
  public List<WorkerSighting> quiet(long nowNanos, Duration atLeast) {
    return seen.values().stream()
        .filter(it -> nowNanos - it.sinceNanos() >= atLeast.toNanos())
        .map(Seen::row)
        .sorted(Comparator.comparing(WorkerSighting::id))
        .toList();
  }

  private Stream<WorkerSighting> living(long nowNanos, Duration timeToLive) {
    return seen.values().stream()
        .filter(it -> it.row().state() != WorkerState.STOPPED)
        .filter(it -> nowNanos - it.sinceNanos() < timeToLive.toNanos())
        .map(Seen::row);
  }
}
