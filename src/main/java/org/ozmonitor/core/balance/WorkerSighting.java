package org.ozmonitor.core.balance;

/// What a worker's row said when it was read. Immutable.
///
/// @param epoch raised at each start of the worker
/// @param renewals raised at each renewal
/// @param running false when the worker has said that it takes no more work
public record WorkerSighting(String id, long epoch, long renewals, boolean running) {}
