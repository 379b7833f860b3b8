package org.ozmonitor.server.balance;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Deployable;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.ozmonitor.server.block.BlockLog;
import org.ozmonitor.server.cluster.LeaseTimes;
import org.ozmonitor.server.cluster.Leases;
import org.ozmonitor.server.cluster.Topics;
import org.ozmonitor.server.cluster.Workers;
import org.ozmonitor.server.definition.ConfigurationLog;
import org.ozmonitor.server.postgres.Database;
import org.ozmonitor.server.work.Lanes;

/// Wires the load balancer role. Thread-safe.
public final class BalanceModule {
  /// The lease of the leader.
  public static final String LEASE = "load-balancer";

  private final Supplier<LoadBalancerVerticle> verticles;

  /// @param node this process's id
  /// @param database a pool of the engine role
  /// @param times the time to live of leases is that of workers, too
  /// @param nanoTime monotonic
  public BalanceModule(
      String node,
      Database database,
      Leases leases,
      Workers workers,
      BlockLog blockLog,
      ConfigurationLog configurations,
      Topics topics,
      LeaseTimes times,
      LongSupplier nanoTime,
      MeterRegistry registry) {
    var log = new BalanceLog();
    var metrics = new BalanceMetrics(registry);
    var positions = new StartingPositions(blockLog);
    this.verticles =
        () -> {
          var balancer =
              new LoadBalancer(
                  database,
                  leases,
                  workers,
                  new Lanes(),
                  positions,
                  configurations,
                  times.ttl(),
                  nanoTime,
                  log,
                  metrics);
          return new LoadBalancerVerticle(
              node, leases, times, nanoTime, balancer, topics, log, metrics);
        };
  }

  /// The verticle of this node: deploy one per process.
  public Deployable verticle() {
    return verticles.get();
  }
}
