package org.ozmonitor.server.telemetry;

/// What a node says about itself. Immutable.
///
/// @param cpu of its process, 0 to 100
/// @param memory its heap in use, 0 to 100
/// @param rpcPerSecond calls to endpoints, in the last minute
/// @param processingMs mean time that a block took from the log to its commit, milliseconds; 0
/// where
///     none was processed
/// @param errorsLastHour monitors that could not be evaluated
/// @param matchesLastHour that it found
/// @param cacheHitsLastHour look-ups of blocks that memory or Redis answered
/// @param cacheRequestsLastHour all of them
/// @param uptimeSeconds since its start
public record NodeHealth(
    double cpu,
    double memory,
    double rpcPerSecond,
    double processingMs,
    long errorsLastHour,
    long matchesLastHour,
    long cacheHitsLastHour,
    long cacheRequestsLastHour,
    long uptimeSeconds) {
  private static final double MOST_PERCENT = 90;
  private static final long MOST_ERRORS = 10;

  /// Whether it has room to breathe and few errors.
  public boolean isHealthy() {
    return cpu < MOST_PERCENT && memory < MOST_PERCENT && errorsLastHour < MOST_ERRORS;
  }
}
