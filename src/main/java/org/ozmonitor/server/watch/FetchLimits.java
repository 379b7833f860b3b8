package org.ozmonitor.server.watch;

/// How much is fetched at once, so that it fits into memory: judged by the largest of the last
/// blocks, and carefully while no block was seen. Confined to the watcher's context.
final class FetchLimits {
  /// Assumed until a block was seen.
  private static final long FIRST_GUESS_BYTES = 2L << 20;

  /// The parts by which the largest size seen shrinks towards a smaller one with each block.
  private static final int FORGET = 64;

  private final long budget;
  private final int maxConcurrency;
  private long largest = FIRST_GUESS_BYTES;

  /// @param budget bytes that may be on their way at one time
  FetchLimits(long budget, int maxConcurrency) {
    this.budget = budget;
    this.maxConcurrency = maxConcurrency;
  }

  /// A block of this size has come.
  void saw(long bytes) {
    largest = bytes >= largest ? bytes : largest - (largest - bytes) / FORGET;
  }

  /// How many blocks may be asked for at the same time, at least one.
  int concurrency() {
    // An answer is held twice for a moment: as it came, and as it is kept.
    return Math.clamp(budget / (2 * largest), 1, maxConcurrency);
  }

  /// The last block of a range that may be fetched as one batch.
  ///
  /// @param room bytes that the batch may have
  long last(long first, long last, long room) {
    return Math.min(last, first + Math.max(0, Math.min(room, budget) / largest - 1));
  }
}
