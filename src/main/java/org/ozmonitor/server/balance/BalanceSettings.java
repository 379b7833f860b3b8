package org.ozmonitor.server.balance;

import java.time.Duration;
import org.ozmonitor.core.balance.Situation;

/// How tenants are placed. Immutable.
///
/// @param timeToLive a worker that gives no sign of life for so long is gone
/// @param rebalanceInterval between two times that workers are evened out unasked
public record BalanceSettings(
    Situation.Rules rules, Duration timeToLive, Duration rebalanceInterval) {}
