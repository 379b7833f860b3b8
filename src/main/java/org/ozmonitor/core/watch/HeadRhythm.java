package org.ozmonitor.core.watch;

/// When to ask for the head again: just before the next block is expected, then in short steps that
/// grow with its lateness. The distance of blocks is learned, and so is how much it varies, as TCP
/// learns its timeouts. Immutable; times are milliseconds on any one clock.
///
/// @param blockTimeMs expected distance of blocks, at least 1
/// @param intervalMs distance of new heads as seen so far, smoothed
/// @param deviationMs by how much it varies
/// @param newestAtMs when the newest head was seen
public record HeadRhythm(long blockTimeMs, double intervalMs, double deviationMs, long newestAtMs) {
  /// Steps that a block time is divided into around the time at which a block is expected.
  private static final int STEPS = 40;

  private static final long SHORTEST_STEP_MS = 10;
  private static final long LONGEST_STEP_MS = 500;
  private static final long LONGEST_LATE_STEP_MS = 3_000;

  /// However slowly heads seem to come, the pause is no longer than this or two block times.
  private static final long LONGEST_PAUSE_MS = 3_000;

  /// A head that stayed away longer than so many block times says nothing about the next one.
  private static final long LONGEST_INTERVAL_BLOCKS = 64;

  /// Of a chain whose head was first seen at `nowMs`.
  public static HeadRhythm starting(long blockTimeMs, long nowMs) {
    return new HeadRhythm(blockTimeMs, blockTimeMs, 0, nowMs);
  }

  /// After a head was seen that is higher than all before.
  public HeadRhythm newHead(long nowMs) {
    double seen =
        Math.clamp(
            (double) (nowMs - newestAtMs),
            blockTimeMs / 4.0,
            (double) blockTimeMs * LONGEST_INTERVAL_BLOCKS);
    double error = seen - intervalMs;
    return new HeadRhythm(
        blockTimeMs,
        intervalMs + error / 8,
        deviationMs + (Math.abs(error) - deviationMs) / 4,
        nowMs);
  }

  /// How long to wait, at least 10 ms.
  public long pauseMs(long nowMs) {
    double step = Math.clamp(blockTimeMs / STEPS, SHORTEST_STEP_MS, LONGEST_STEP_MS);
    double early = Math.clamp(2 * deviationMs, step, Math.max(step, intervalMs));
    double ahead = newestAtMs + intervalMs - early - nowMs;
    if (ahead >= step) {
      return (long) Math.min(ahead, Math.max(LONGEST_PAUSE_MS, 2.0 * blockTimeMs));
    }
    double latest = Math.clamp(blockTimeMs / 2.0, step, LONGEST_LATE_STEP_MS);
    return (long) Math.clamp(-ahead / 2, step, latest);
  }
}
