package org.ozmonitor.core.balance;

/// The whole cluster in a few numbers. Immutable.
///
/// @param activeWorkers that give signs of life
/// @param activeTenants that some lane evaluates
/// @param totalMonitors that are not paused
/// @param totalRpcRate calls to endpoints per second, of all nodes
/// @param cacheHitRate 0 to 1; 1 while nothing was looked up
/// @param avgBlockLag blocks that count and are not in a network's log, the mean over the networks
/// @param totalMatchesLastHour found for all tenants
public record SystemMetrics(
    int activeWorkers,
    long activeTenants,
    long totalMonitors,
    double totalRpcRate,
    double cacheHitRate,
    double avgBlockLag,
    long totalMatchesLastHour) {
  private static final int HEALTHY = 70;
  private static final double MOST_TENANTS_PER_WORKER = 60;

  /// 0 to 100: less for lag, for look-ups that the caches cannot answer, and for crowded workers.
  public int healthScore() {
    int score = 100;
    if (avgBlockLag > 100) {
      score -= 20;
    } else if (avgBlockLag > 50) {
      score -= 10;
    }
    if (cacheHitRate < 0.5) {
      score -= 20;
    } else if (cacheHitRate < 0.7) {
      score -= 10;
    }
    if (tenantsPerWorker() > MOST_TENANTS_PER_WORKER) {
      score -= 15;
    }
    return Math.max(0, score);
  }

  /// Whether the score is {@value #HEALTHY} or more.
  public boolean isHealthy() {
    return healthScore() >= HEALTHY;
  }

  private double tenantsPerWorker() {
    return (double) activeTenants / Math.max(1, activeWorkers);
  }
}
