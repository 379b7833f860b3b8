package org.ozmonitor.server.config;

import java.time.Duration;

/// Settings of a worker. Immutable.
///
/// @param maxTenantsPerWorker upper bound on assignments, at least 1
/// @param healthCheckInterval how often a worker shows that it lives, at least 5 s
/// @param tenantReloadInterval how often it looks for changes that no hint announced, at least 30
/// s
public record WorkerConfig(
    int maxTenantsPerWorker, Duration healthCheckInterval, Duration tenantReloadInterval) {
  static WorkerConfig read(Settings settings) {
    return new WorkerConfig(
        settings.integer("worker.max_tenants_per_worker", 50, 1, Integer.MAX_VALUE),
        settings.duration(
            "worker.health_check_interval", Duration.ofSeconds(30), Duration.ofSeconds(5)),
        settings.duration(
            "worker.tenant_reload_interval", Duration.ofMinutes(5), Duration.ofSeconds(30)));
  }
}
