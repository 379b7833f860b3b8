package org.ozmonitor.core.noise;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/// What stands of a monitor's matches on one network before the one that is decided on, as far as
/// rules look back. Immutable.
///
/// @param last alert that was sent
/// @param beforeLast the one sent before it
/// @param recent matches, newest first, sent or not; at least as many as a threshold counts
public record PastAlerts(Optional<Past> last, Optional<Past> beforeLast, List<Past> recent) {
  /// Nothing has matched yet.
  public static final PastAlerts NONE =
      new PastAlerts(Optional.empty(), Optional.empty(), List.of());

  /// As many as the largest threshold counts, and one that may be left out.
  private static final int MOST_RECENT = 1_001;

  public PastAlerts {
    recent = List.copyOf(recent);
  }

  /// One match.
  ///
  /// @param order its place among the matches of its monitor and network
  /// @param time of its block, in seconds since 1970-01-01 UTC
  /// @param isSent whether it was sent, or will be when it is confirmed
  public record Past(UUID id, long order, long time, boolean isSent) {}

  /// Of some matches, newest first: at least the last two that were sent, and the recent ones.
  public static PastAlerts of(List<Past> newestFirst) {
    List<Past> sent = newestFirst.stream().filter(Past::isSent).limit(2).toList();
    return new PastAlerts(
        sent.stream().findFirst(), sent.stream().skip(1).findFirst(), newestFirst);
  }

  /// The same with one more, the newest.
  public PastAlerts and(Past next) {
    List<Past> kept = recent.subList(0, Math.min(recent.size(), MOST_RECENT - 1));
    List<Past> all = new ArrayList<>(kept.size() + 1);
    all.add(next);
    all.addAll(kept);
    return next.isSent()
        ? new PastAlerts(Optional.of(next), last, all)
        : new PastAlerts(last, beforeLast, all);
  }

  /// The same as if the last alert had not been.
  PastAlerts withoutLast() {
    return last.map(
            gone ->
                new PastAlerts(
                    beforeLast,
                    Optional.empty(),
                    recent.stream().filter(past -> !past.id().equals(gone.id())).toList()))
        .orElse(this);
  }

  /// The recent matches since the last alert.
  Stream<Past> sinceLast() {
    long after = last.map(Past::order).orElse(Long.MIN_VALUE);
    return recent.stream().filter(past -> past.order() > after);
  }
}
