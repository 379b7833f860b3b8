package org.ozmonitor.server.balance;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Deployable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.ozmonitor.core.balance.PlacementStrategy;
import org.ozmonitor.core.balance.Situation;
import org.ozmonitor.server.cluster.Membership;
import org.ozmonitor.server.cluster.Topics;
import org.ozmonitor.server.work.WorkStage;

/// Workers and a load balancer on one stage, and many tenants that each have the monitor `whales`.
/// Confined to the test's thread.
final class BalanceNodes implements AutoCloseable {
  final WorkStage stage = new WorkStage();
  final MeterRegistry registry = new SimpleMeterRegistry();
  final List<List<String>> notes = new CopyOnWriteArrayList<>();
  private final Topics topics;
  private final Map<String, String> deployments = new HashMap<>();
  private final Membership membership = new Membership(stage.vertx);

  BalanceNodes() {
    boolean muted = "muted".equals(System.getProperty("ozm.test.event-bus"));
    var bus = stage.vertx.eventBus();
    topics = muted ? Topics.muted(bus) : Topics.on(bus);
  }

  Topics topics() {
    return topics;
  }

  BalanceModule module(String node, Situation.Rules rules, Duration rebalanceInterval) {
    return new BalanceModule(
        new BalanceModule.Needs(
            stage.vertx,
            node,
            stage.engine,
            stage.leases,
            WorkStage.TIMES,
            stage.workers(),
            membership,
            stage.log,
            stage.configurations,
            topics,
            System::nanoTime,
            registry,
            notes::add),
        rules,
        rebalanceInterval);
  }

  static Situation.Rules ring(int limit) {
    return new Situation.Rules(PlacementStrategy.CONSISTENT_HASHING, limit, 0.2);
  }

  void balancer(String node, int limit) {
    balancer(node, ring(limit), Duration.ofMinutes(5));
  }

  void balancer(String node, Situation.Rules rules, Duration rebalanceInterval) {
    deploy(node, module(node, rules, rebalanceInterval).verticle());
  }

  void worker(String node) {
    deploy(node, stage.worker(node, topics).verticle(() -> {}));
  }

  private void deploy(String node, Deployable verticle) {
    deployments.put(node, WorkStage.await(stage.vertx.deployVerticle(verticle)));
  }

  void stop(String node) {
    String deployment = Objects.requireNonNull(deployments.remove(node));
    var _ = WorkStage.await(stage.vertx.undeploy(deployment).map(true));
  }

  /// Adds tenants `t1` … `tN` with a monitor each, in one version.
  void tenants(int count) {
    stage.execute(
        """
        INSERT INTO tenants (id, slug, name)
        SELECT ('00000000-0000-8000-9000-' || lpad(to_hex(i), 12, '0'))::uuid, 't' || i, 't' || i
        FROM generate_series(1, %d) i;
        WITH head AS (UPDATE config_head SET version = version + 1 RETURNING version)
        INSERT INTO config_revision
          (tenant_id, kind, entity_id, revision, slug, document, from_version)
        SELECT t.id, 'monitor', gen_random_uuid(), 1, 'whales',
          '{"name": "whales", "paused": false, "networks": ["text"], "addresses": [],
            "match_conditions": {"functions": [], "events": [], "transactions": []},
            "trigger_conditions": [], "triggers": []}', head.version
        FROM tenants t, head WHERE t.slug ~ '^t[0-9]+$';
        """
            .formatted(count));
  }

  List<Assignments.Listed> assignments() {
    return WorkStage.await(
        new Assignments().list(stage.engine.reader(), Optional.empty(), 100_000));
  }

  /// The worker of each tenant, by slug; `nobody` where it has none.
  Map<String, String> workers() {
    return assignments().stream()
        .collect(Collectors.toMap(Assignments.Listed::tenant, it -> it.worker().orElse("nobody")));
  }

  Map<String, String> reasons() {
    return assignments().stream()
        .collect(Collectors.toMap(Assignments.Listed::tenant, Assignments.Listed::reason));
  }

  long tenantsOf(String worker) {
    return workers().values().stream().filter(worker::equals).count();
  }

  /// Tenants that a worker walks a lane for.
  long walkedBy(String worker) {
    return WorkStage.await(stage.lanes.of(stage.engine.reader(), worker)).stream()
        .mapToLong(lane -> lane.tenants().size())
        .sum();
  }

  /// Matches of a transaction, of whatever tenants.
  long matchesOf(String transaction) {
    return stage.matches().stream().filter(row -> row.getFirst().equals(transaction)).count();
  }

  double gauge(String name) {
    return registry.get(name).gauge().value();
  }

  @Override
  public void close() {
    new ArrayList<>(deployments.keySet()).forEach(this::stop);
    stage.close();
  }
}
