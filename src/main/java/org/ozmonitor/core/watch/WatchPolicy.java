package org.ozmonitor.core.watch;

import java.util.Optional;
import java.util.OptionalLong;

/// How a network is watched. Immutable.
///
/// @param confirmations blocks on top of a block before it is appended; 0 = at once
/// @param maxBlocksPerFetch upper bound on the blocks of one plan, at least 1
/// @param beginning where a new log starts; empty = the confirmed head
/// @param maxPastBlocks how far behind the confirmed head blocks are still fetched; those before
///     are skipped; empty = nothing is skipped
public record WatchPolicy(
    long confirmations,
    int maxBlocksPerFetch,
    Optional<Beginning> beginning,
    OptionalLong maxPastBlocks) {
  public WatchPolicy {
    if (confirmations < 0 || maxBlocksPerFetch < 1) {
      throw new IllegalArgumentException("confirmations >= 0 and maxBlocksPerFetch >= 1 required");
    }
  }

  /// The same with another beginning.
  public WatchPolicy beginningAt(Beginning where) {
    return new WatchPolicy(confirmations, maxBlocksPerFetch, Optional.of(where), maxPastBlocks);
  }

  /// The highest block that is deep enough under `head`; never below 0.
  public long confirmedHead(long head) {
    return Math.max(0, head - confirmations);
  }
}
