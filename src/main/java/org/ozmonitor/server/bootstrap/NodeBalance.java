package org.ozmonitor.server.bootstrap;

import org.ozmonitor.core.balance.Situation;
import org.ozmonitor.core.balance.WorkerLoad;
import org.ozmonitor.server.balance.BalanceModule;
import org.ozmonitor.server.block.BlockLog;
import org.ozmonitor.server.config.LoadBalancerConfig;
import org.ozmonitor.server.definition.ConfigurationLog;
import org.ozmonitor.server.telemetry.NodeHealth;

/// Wires the load balancer of a node, and what its worker says to it. Stateless.
final class NodeBalance {
  private NodeBalance() {}

  static BalanceModule module(Ground ground, BlockLog blockLog, ConfigurationLog configurations) {
    LoadBalancerConfig config = ground.config().loadBalancer();
    int limit =
        Math.min(config.maxTenantsPerWorker(), ground.config().worker().maxTenantsPerWorker());
    return new BalanceModule(
        new BalanceModule.Needs(
            ground.vertx(),
            ground.id(),
            ground.database(),
            ground.leases(),
            ground.leaseTimes(),
            ground.workers(),
            ground.membership(),
            blockLog,
            configurations,
            ground.topics(),
            System::nanoTime,
            ground.registry(),
            notes -> ground.readiness().note("tenants", notes)),
        new Situation.Rules(config.strategy(), limit, config.rebalanceThreshold()),
        config.minRebalanceInterval());
  }

  /// @param tenants that the worker evaluates
  static WorkerLoad load(Ground ground, int tenants) {
    NodeHealth health = ground.health().health();
    return new WorkerLoad(
        health.cpu(),
        health.memory(),
        tenants,
        health.rpcPerSecond(),
        health.processingMs(),
        health.errorsLastHour(),
        health.uptimeSeconds());
  }
}
