package org.ozmonitor.server.watch;

import java.util.Set;
import org.ozmonitor.server.block.BlockLog;

/// Settings of watching. Immutable.
///
/// @param maxBlocksPerFetch blocks of one cycle, 1 to 100
/// @param fetchConcurrency blocks asked for at the same time per network, 1 to 8
/// @param maxReorgDepth blocks that a reorganisation may orphan, 1 to 256; deeper stops the network
/// @param maxUnread blocks of a network that stand in the log and that lanes have still to read, at
/// least 1; the watcher waits for lanes rather than run further ahead
/// @param networks slugs of those that this node may watch; empty: all
public record WatchSettings(
    int maxBlocksPerFetch,
    int fetchConcurrency,
    int maxReorgDepth,
    int maxUnread,
    Set<String> networks) {
  private static final int USUAL_UNREAD = 1000;

  /// The values used when nothing is configured.
  public static final WatchSettings DEFAULT = new WatchSettings(100, 8, 256);

  public WatchSettings {
    networks = Set.copyOf(networks);
    requireWithin("maxUnread", maxUnread, Integer.MAX_VALUE);
    requireWithin("maxBlocksPerFetch", maxBlocksPerFetch, BlockLog.MAX_APPEND);
    requireWithin("fetchConcurrency", fetchConcurrency, 8);
    requireWithin("maxReorgDepth", maxReorgDepth, 256);
  }

  /// All networks, and the usual bound on unread blocks.
  public WatchSettings(int maxBlocksPerFetch, int fetchConcurrency, int maxReorgDepth) {
    this(maxBlocksPerFetch, fetchConcurrency, maxReorgDepth, USUAL_UNREAD, Set.of());
  }

  /// Whether this node may watch the network of that slug.
  boolean watches(String slug) {
    return networks.isEmpty() || networks.contains(slug);
  }

  private static void requireWithin(String name, int value, int max) {
    if (value < 1 || value > max) {
      throw new IllegalArgumentException(name + " must be 1 to " + max + ", was " + value);
    }
  }
}
