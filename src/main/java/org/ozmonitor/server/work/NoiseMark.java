package org.ozmonitor.server.work;

import java.util.Optional;
import java.util.UUID;

/// What rules against noise made of a match. Immutable.
///
/// @param order its place among the matches of its monitor and network
/// @param suppressedBy the alert but for which it would have been sent
/// @param suppressedBefore how many were kept back since the alert before, where this one is sent
record NoiseMark(long order, Optional<UUID> suppressedBy, long suppressedBefore) {
  private static final int PLACE_BITS = 20;
  private static final long LAST_PLACE = (1L << PLACE_BITS) - 1;

  /// @param seq of the block
  /// @param place among the matches of the monitor in this block, from 0
  static long order(long seq, long place) {
    return (seq << PLACE_BITS) | Math.min(place, LAST_PLACE);
  }
}
