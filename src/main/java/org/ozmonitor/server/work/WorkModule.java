package org.ozmonitor.server.work;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Deployable;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import org.ozmonitor.core.balance.WorkerLoad;
import org.ozmonitor.core.filter.ChainEngine;
import org.ozmonitor.server.block.BlockLog;
import org.ozmonitor.server.breaker.TenantBreakers;
import org.ozmonitor.server.cluster.LeaseTimes;
import org.ozmonitor.server.cluster.Membership;
import org.ozmonitor.server.cluster.Topics;
import org.ozmonitor.server.cluster.Workers;
import org.ozmonitor.server.definition.ConfigurationLog;
import org.ozmonitor.server.notification.Deliveries;
import org.ozmonitor.server.notification.FreshDeliveries;
import org.ozmonitor.server.postgres.Database;

/// Wires the worker role. Thread-safe.
public final class WorkModule {
  private final String node;
  private final LaneServices services;
  private final TenantBreakers breakers;
  private final Workers workers;
  private final Membership membership;
  private final Topics topics;
  private final LeaseTimes times;
  private final IntFunction<WorkerLoad> load;

  /// @param node this process's id, also its id as a worker
  /// @param database a pool of the engine role
  /// @param fresh where deliveries go that are committed already claimed
  /// @param breakers of this node
  /// @param load what the process says of itself when its worker has so many tenants
  /// @param nanoTime monotonic
  public WorkModule(
      Vertx vertx,
      String node,
      Database database,
      BlockLog blockLog,
      BlockPayloads payloads,
      ConfigurationLog configurations,
      Deliveries deliveries,
      FreshDeliveries fresh,
      List<ChainEngine> engines,
      TenantBreakers breakers,
      Workers workers,
      Membership membership,
      Topics topics,
      LeaseTimes times,
      IntFunction<WorkerLoad> load,
      LongSupplier nanoTime,
      MeterRegistry registry) {
    this.node = node;
    this.breakers = breakers;
    this.workers = workers;
    this.membership = membership;
    this.topics = topics;
    this.times = times;
    this.load = load;
    var log = new WorkLog();
    var commits =
        new LaneCommits(
            database,
            new Lanes(),
            new Matches(),
            new EvaluationErrors(),
            deliveries,
            fresh,
            topics,
            node);
    this.services =
        new LaneServices(
            vertx,
            database,
            blockLog,
            payloads,
            new RecentConfigurations(configurations, database),
            List.copyOf(engines),
            commits,
            new ReplayCommits(commits, new EvaluationErrors()),
            new SettingApart(database, new Lanes(), breakers, log),
            nanoTime,
            log,
            new WorkMetrics(registry));
  }

  /// The verticle of this worker: deploy one per process.
  ///
  /// @param superseded told when another process has started under this id; this process must exit
  public Deployable verticle(Runnable superseded) {
    return new WorkerPoolVerticle(
        node,
        services,
        new Lanes(),
        breakers,
        workers,
        membership,
        topics,
        times,
        load,
        superseded);
  }
}
