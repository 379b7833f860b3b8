package org.ozmonitor.core.balance;

/// How much there is to do for a tenant. Immutable.
///
/// @param callsPerMinute RPC calls that the blocks of its networks take
/// @param complexity conditions of its monitors, on average
/// @param matchesLastHour found for it
public record TenantActivity(double callsPerMinute, double complexity, double matchesLastHour) {
  public static final TenantActivity NONE = new TenantActivity(0, 0, 0);

  /// A tenant above this score is placed by load.
  public static final double HIGH = 0.7;

  /// 0 to 1.
  public double score() {
    return Math.min(
        1,
        0.4 * Math.min(callsPerMinute / 100, 1)
            + 0.3 * Math.min(complexity / 10, 1)
            + 0.3 * Math.min(matchesLastHour / 1000, 1));
  }
}
