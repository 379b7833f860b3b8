package org.ozmonitor.server.balance;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.ozmonitor.core.balance.PlacementStrategy;
import org.ozmonitor.core.balance.Situation;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.server.block.BlockLog;
import org.ozmonitor.server.cluster.LeaseTimes;
import org.ozmonitor.server.cluster.Leases;
import org.ozmonitor.server.cluster.Membership;
import org.ozmonitor.server.cluster.Topics;
import org.ozmonitor.server.cluster.Workers;
import org.ozmonitor.server.definition.ConfigurationLog;
import org.ozmonitor.server.postgres.Database;
import org.ozmonitor.server.work.Lanes;
import org.ozmonitor.server.work.MatchCounts;

/// Wires the load balancer role. Thread-safe.
public final class BalanceModule {
  /// The lease of the leader.
  public static final String LEASE = "load-balancer";

  private final Needs needs;
  private final BalanceSettings settings;
  private final BalanceLog log = new BalanceLog();
  private final BalanceReport report;

  /// What the role stands on.
  ///
  /// @param node this process's id
  /// @param database a pool of the engine role
  /// @param nanoTime monotonic
  /// @param notes what `/ready` shall say about tenants; empty: nothing
  public record Needs(
      Vertx vertx,
      String node,
      Database database,
      Leases leases,
      LeaseTimes times,
      Workers workers,
      Membership membership,
      BlockLog blockLog,
      ConfigurationLog configurations,
      Topics topics,
      LongSupplier nanoTime,
      MeterRegistry registry,
      Consumer<List<String>> notes) {}

  /// @param rules how tenants are placed
  /// @param rebalanceInterval between two times that workers are evened out unasked
  public BalanceModule(Needs needs, Situation.Rules rules, Duration rebalanceInterval) {
    this.needs = needs;
    this.settings = new BalanceSettings(rules, needs.times().ttl(), rebalanceInterval);
    this.report = new BalanceReport(log, new BalanceMetrics(needs.registry()), needs.notes());
  }

  /// The verticle of this node: deploy one per process.
  public Deployable verticle() {
    return new LoadBalancerVerticle(needs, balancer(), report, log);
  }

  LoadBalancer balancer() {
    return new LoadBalancer(needs.vertx(), parts(), settings, needs.nanoTime());
  }

  private BalanceParts parts() {
    return new BalanceParts(
        needs.database(),
        needs.leases(),
        needs.workers(),
        new Lanes(),
        new Assignments(),
        new BalanceRequests(),
        needs.configurations(),
        new StartingPositions(needs.blockLog()),
        new RecentMatches(this::countMatches, needs.nanoTime(), log),
        report);
  }

  private Future<Map<TenantId, Long>> countMatches() {
    return settings.rules().strategy() == PlacementStrategy.ACTIVITY_BASED
        ? new MatchCounts().lastHour(needs.database().reader())
        : Future.succeededFuture(Map.of());
  }
}
