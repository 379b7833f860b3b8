package org.ozmonitor.server.config;

import java.time.Duration;
import org.ozmonitor.core.balance.PlacementStrategy;

/// Settings of the placement of tenants. Immutable.
///
/// @param maxTenantsPerWorker at least 1
/// @param rebalanceThreshold difference between workers that is put up with, as a part of the
/// average
/// number of tenants, 0 to 1
/// @param minRebalanceInterval between two times that workers are evened out, at least 60 s
public record LoadBalancerConfig(
    PlacementStrategy strategy,
    int maxTenantsPerWorker,
    double rebalanceThreshold,
    Duration minRebalanceInterval) {
  static LoadBalancerConfig read(Settings settings) {
    return new LoadBalancerConfig(
        settings.choice(
            "load_balancer.strategy",
            PlacementStrategy.class,
            PlacementStrategy.CONSISTENT_HASHING),
        settings.integer("load_balancer.max_tenants_per_worker", 50, 1, Integer.MAX_VALUE),
        settings.number("load_balancer.rebalance_threshold", 0.2, 0, 1),
        settings.duration(
            "load_balancer.min_rebalance_interval", Duration.ofMinutes(5), Duration.ofSeconds(60)));
  }
}
