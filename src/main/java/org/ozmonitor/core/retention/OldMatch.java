package org.ozmonitor.core.retention;

import java.time.Duration;
import java.util.OptionalLong;

/// A match that is older than matches are kept, and what may need it all the same. Immutable.
///
/// @param seq the entry that changed it last
/// @param isPending whether it, or the alert that kept it back, still waits: to be confirmed or for
///     scripts
/// @param hasNews whether one of its deliveries is not finished, or was finished not long ago: a
///     dead letter may be replayed for as long as a match is kept
/// @param laneSeq where its tenant stands on its network; empty when it is not there any more
/// @param laneTime time of the block there, in seconds since 1970-01-01 UTC
/// @param blockTime of its own block
public record OldMatch(
    long seq,
    boolean isPending,
    boolean hasNews,
    OptionalLong laneSeq,
    OptionalLong laneTime,
    long blockTime) {
  /// Whether nothing needs it any more.
  ///
  /// @param reach from this entry of its network's log on a reorganisation may look
  /// @param lookBack how far rules against noise of its monitor look back from where the lane
  ///     stands; zero where there are none
  public boolean mayGo(OptionalLong reach, Duration lookBack) {
    boolean isBehindLane = laneSeq.isEmpty() || seq <= laneSeq.getAsLong();
    boolean isOutOfReach = reach.isEmpty() || seq < reach.getAsLong();
    return !isPending && !hasNews && isBehindLane && isOutOfReach && !isLookedBackAt(lookBack);
  }

  private boolean isLookedBackAt(Duration lookBack) {
    return !lookBack.isZero()
        && laneTime.isPresent()
        && blockTime > laneTime.getAsLong() - lookBack.toSeconds();
  }
}
