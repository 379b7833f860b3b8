package org.ozmonitor.server.config;

import java.time.Duration;
import java.util.Locale;

/// Settings of the placement of tenants. Immutable.
///
/// @param maxTenantsPerWorker at least 1
/// @param rebalanceThreshold difference in load that is worth a move, 0 to 1
/// @param minRebalanceInterval at least 60 s
public record LoadBalancerConfig(
    Strategy strategy,
    int maxTenantsPerWorker,
    double rebalanceThreshold,
    Duration minRebalanceInterval) {
  /// How a worker is chosen for a tenant.
  public enum Strategy {
    ROUND_ROBIN,
    LEAST_LOADED,
    CONSISTENT_HASHING,
    ACTIVITY_BASED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static LoadBalancerConfig read(Settings settings) {
    return new LoadBalancerConfig(
        settings.choice("load_balancer.strategy", Strategy.class, Strategy.CONSISTENT_HASHING),
        settings.integer("load_balancer.max_tenants_per_worker", 50, 1, Integer.MAX_VALUE),
        settings.number("load_balancer.rebalance_threshold", 0.2, 0, 1),
        settings.duration(
            "load_balancer.min_rebalance_interval", Duration.ofMinutes(5), Duration.ofSeconds(60)));
  }
}
