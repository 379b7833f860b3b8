package org.ozmonitor.core.balance;

/// What a worker says about itself. Immutable.
///
/// @param cpu of its process, 0 to 100
/// @param memory its heap in use, 0 to 100
/// @param tenants that it evaluates
/// @param rpcPerSecond calls to endpoints
/// @param processingMs mean time that a block took, milliseconds
/// @param errorsLastHour monitors that could not be evaluated, and entries at which a lane stopped
/// @param uptimeSeconds since it registered
public record WorkerLoad(
    double cpu,
    double memory,
    int tenants,
    double rpcPerSecond,
    double processingMs,
    long errorsLastHour,
    long uptimeSeconds) {
  /// Of a worker that has said nothing yet.
  public static final WorkerLoad UNKNOWN = new WorkerLoad(0, 0, 0, 0, 0, 0, 0);

  /// The number of tenants at which the tenants' part of the score is full.
  public static final int FULL_AT = 50;

  private static final double UNHEALTHY_PERCENT = 90;
  private static final long UNHEALTHY_ERRORS = 10;

  /// 0 (idle) to 1: 0.4 · cpu + 0.4 · memory + 0.2 · tenants.
  ///
  /// @param assigned tenants, of which the worker may not know yet
  /// @param fullAt at least 1
  public double score(int assigned, int fullAt) {
    double score =
        0.4 * cpu / 100 + 0.4 * memory / 100 + 0.2 * Math.min((double) assigned / fullAt, 1);
    return Math.min(score, 1);
  }

  /// Whether it has room to breathe and few errors.
  public boolean isHealthy() {
    return cpu < UNHEALTHY_PERCENT
        && memory < UNHEALTHY_PERCENT
        && errorsLastHour < UNHEALTHY_ERRORS;
  }
}
