package org.ozmonitor.server.watch;

import org.ozmonitor.server.block.BlockLog;

/// Settings of watching. Immutable.
///
/// @param maxBlocksPerFetch blocks of one cycle, 1 to 100
/// @param fetchConcurrency blocks asked for at the same time per network, 1 to 8
/// @param maxReorgDepth blocks that a reorganisation may orphan, 1 to 256; deeper stops the network
public record WatchSettings(int maxBlocksPerFetch, int fetchConcurrency, int maxReorgDepth) {
  /// The values used when nothing is configured.
  public static final WatchSettings DEFAULT = new WatchSettings(100, 8, 256);

  public WatchSettings {
    requireWithin("maxBlocksPerFetch", maxBlocksPerFetch, BlockLog.MAX_APPEND);
    requireWithin("fetchConcurrency", fetchConcurrency, 8);
    requireWithin("maxReorgDepth", maxReorgDepth, 256);
  }

  private static void requireWithin(String name, int value, int max) {
    if (value < 1 || value > max) {
      throw new IllegalArgumentException(name + " must be 1 to " + max + ", was " + value);
    }
  }
}
