package org.ozmonitor.server.demo;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.SplittableRandom;

/// When the chain reorganises, counted in ticks of one block time, drawn from a seed. Confined to
/// the simulator's context.
final class ReorgSchedule {
  private final SplittableRandom random;
  private final Reorgs reorgs;
  private final long blockTimeMs;
  private long nextTick;

  ReorgSchedule(Reorgs reorgs, Duration blockTime, SplittableRandom random) {
    this.reorgs = reorgs;
    this.random = random;
    this.blockTimeMs = blockTime.toMillis();
    this.nextTick = ticks(reorgs.first()) + random.nextInt(3);
  }

  /// The depth of the reorganisation that takes the place of a block at this tick, if any. To be
  /// asked for every tick, in order.
  OptionalInt depthAt(long tick) {
    if (reorgs.deepest() == 0 || tick < nextTick) {
      return OptionalInt.empty();
    }
    nextTick = tick + ticks(reorgs.every()) + random.nextInt(3);
    return OptionalInt.of(1 + random.nextInt(reorgs.deepest()));
  }

  private long ticks(Duration duration) {
    return Math.max(1, Math.ceilDiv(duration.toMillis(), blockTimeMs));
  }

  /// How a chain reorganises by itself.
  ///
  /// @param first earliest time after the start
  /// @param every shortest distance; up to two block times are added by seed
  /// @param deepest 0 = never
  public record Reorgs(Duration first, Duration every, int deepest) {
    /// None by itself.
    public static Reorgs none() {
      return new Reorgs(Duration.ZERO, Duration.ofSeconds(1), 0);
    }
  }
}
