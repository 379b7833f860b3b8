package org.ozmonitor.server.watch;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/// The blocks in the store that lanes have still to read, by their bytes. A watcher that ran
/// further
/// ahead than the store reaches would make lanes fetch every block a second time.
///
/// Only lanes that move are waited for: one that stands still, or stays away, has its own trouble
/// and fetches its blocks itself later. Confined to the watcher's context.
final class Backlog {
  /// A lane that has not moved for so long is not waited for.
  static final Duration PATIENCE = Duration.ofSeconds(5);

  /// Stands for the lanes of a network that has none yet: they are being made.
  private static final Map<UUID, Long> NO_LANE_YET = Map.of(new UUID(0, 0), 0L);

  private record Unread(long seq, long bytes) {}

  /// Where a lane stands, and since when on the monotonic clock.
  private record Standing(long seq, long sinceNanos) {}

  private final long maxBytes;
  private final Deque<Unread> unread = new ArrayDeque<>();
  private Map<UUID, Standing> lanes = new HashMap<>();
  private long bytes;

  /// @param maxBytes bound on what lanes have still to read; one block more may be taken
  Backlog(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /// A block was appended; its payload stands in the store.
  void add(long seq, long payloadBytes) {
    unread.addLast(new Unread(seq, payloadBytes));
    bytes += payloadBytes;
  }

  /// How many more bytes fit; 0 or less when lanes must read first.
  long room() {
    return maxBytes - bytes;
  }

  /// Drops what all lanes that move have read.
  ///
  /// @param positions the last entry that each lane has committed
  /// @param nowNanos monotonic
  void observe(Map<UUID, Long> positions, long nowNanos) {
    Map<UUID, Standing> seen = new HashMap<>();
    (positions.isEmpty() ? NO_LANE_YET : positions)
        .forEach(
            (lane, seq) -> {
              Standing before = lanes.get(lane);
              seen.put(
                  lane, before != null && before.seq == seq ? before : new Standing(seq, nowNanos));
            });
    lanes = seen;
    long read =
        seen.values().stream()
            .filter(lane -> nowNanos - lane.sinceNanos < PATIENCE.toNanos())
            .mapToLong(Standing::seq)
            .min()
            .orElse(Long.MAX_VALUE);
    while (!unread.isEmpty() && unread.getFirst().seq <= read) {
      bytes -= unread.removeFirst().bytes;
    }
  }
}
