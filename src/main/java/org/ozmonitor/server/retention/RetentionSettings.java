package org.ozmonitor.server.retention;

import java.time.Duration;

/// How long things are kept, and how they go. Immutable.
///
/// @param matches age of matches, with their deliveries, and of evaluation errors
/// @param attempts age of attempts to deliver, in whole days
/// @param blockLogEntries of each network
/// @param batch rows that one transaction removes, at least 1
/// @param pause between two transactions
/// @param interval between two turns of the whole cluster
public record RetentionSettings(
    Duration matches,
    Duration attempts,
    long blockLogEntries,
    int batch,
    Duration pause,
    Duration interval) {
  private static final int BATCH = 500;
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final Duration INTERVAL = Duration.ofMinutes(10);

  /// As nodes do it.
  public static RetentionSettings of(Duration matches, Duration attempts, long blockLogEntries) {
    return new RetentionSettings(matches, attempts, blockLogEntries, BATCH, PAUSE, INTERVAL);
  }
}
