package org.ozmonitor.server.watch;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.UUID;

/// The blocks in the store that lanes have still to read, by their bytes and their number. A
/// watcher that ran
/// further
/// ahead than the store reaches would make lanes fetch every block a second time.
///
/// Only lanes that move are waited for: one that stands still, or stays away, has its own trouble
/// and fetches its blocks itself later. So does one that moves far behind another: it must not hold
/// up the blocks of those that keep up. Confined to the watcher's context.
final class Backlog {
  /// A lane that has not moved for so long is not waited for.
  static final Duration PATIENCE = Duration.ofSeconds(5);

  /// Stands for the lanes of a network that has none yet: they are being made.
  private static final Map<UUID, Long> NO_LANE_YET = Map.of(new UUID(0, 0), 0L);

  private record Unread(long seq, long bytes) {}

  /// Where a lane stands, and since when on the monotonic clock.
  private record Standing(long seq, long sinceNanos) {}

  private final long maxBytes;
  private final int maxBlocks;
  private final Deque<Unread> unread = new ArrayDeque<>();
  private Map<UUID, Standing> lanes = new HashMap<>();
  private long bytes;
  private long newest;
  private long newestWhenSeen;

  /// @param maxBytes bound on what lanes have still to read; one block more may be taken
  /// @param maxBlocks the same as a number of blocks, at least 1
  Backlog(long maxBytes, int maxBlocks) {
    this.maxBytes = maxBytes;
    this.maxBlocks = maxBlocks;
  }

  /// A block was appended; its payload stands in the store.
  void add(long seq, long payloadBytes) {
    unread.addLast(new Unread(seq, payloadBytes));
    bytes += payloadBytes;
    newest = seq;
  }

  /// How many more bytes fit; 0 or less when lanes must read first.
  long room() {
    return blocks() > 0 ? maxBytes - bytes : 0;
  }

  /// How many more blocks fit; 0 when lanes must read first.
  int blocks() {
    return Math.max(0, maxBlocks - unread.size());
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
              // One that had read everything had no reason to move.
              boolean stood = before != null && before.seq == seq && seq < newestWhenSeen;
              seen.put(lane, stood ? before : new Standing(seq, nowNanos));
            });
    lanes = seen;
    newestWhenSeen = newest;
    long[] moving =
        seen.values().stream()
            .filter(lane -> nowNanos - lane.sinceNanos < PATIENCE.toNanos())
            .mapToLong(Standing::seq)
            .sorted()
            .toArray();
    long keepsUp = moving.length == 0 ? 0 : leastToKeepUp(moving[moving.length - 1]);
    long read =
        Arrays.stream(moving).filter(seq -> seq >= keepsUp).findFirst().orElse(Long.MAX_VALUE);
    while (!unread.isEmpty() && unread.getFirst().seq <= read) {
      bytes -= unread.removeFirst().bytes;
    }
  }

  /// The position from which no more than three quarters of what fits are to be read to come to
  /// where the foremost lane is.
  private long leastToKeepUp(long foremost) {
    long between = 0;
    long blocksBetween = 0;
    Iterator<Unread> down = unread.descendingIterator();
    while (down.hasNext()) {
      Unread block = down.next();
      if (block.seq <= foremost) {
        between += block.bytes;
        blocksBetween++;
        if (between > maxBytes / 4 * 3 || blocksBetween > Math.max(1, maxBlocks / 4L * 3)) {
          return block.seq;
        }
      }
    }
    return Long.MIN_VALUE;
  }
}
