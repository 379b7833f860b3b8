package org.ozmonitor.core.balance;

/// What a worker's row said when it was read. Immutable.
///
/// @param epoch raised at each start of the worker
/// @param renewals raised at each renewal
public record WorkerSighting(
    String id, long epoch, long renewals, WorkerState state, WorkerLoad load) {
  /// Whether the worker has given no sign of life since: its state may be changed by others.
  boolean isAsQuietAs(WorkerSighting earlier) {
    return epoch == earlier.epoch && renewals == earlier.renewals;
  }
}
