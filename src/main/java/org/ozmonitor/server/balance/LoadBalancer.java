package org.ozmonitor.server.balance;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.ozmonitor.core.balance.AssignmentChange;
import org.ozmonitor.core.balance.AssignmentPlanner;
import org.ozmonitor.core.balance.LaneState;
import org.ozmonitor.core.balance.Sightings;
import org.ozmonitor.core.balance.WorkerSighting;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.definition.Configuration;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.server.block.OldEntries;
import org.ozmonitor.server.cluster.Lease;
import org.ozmonitor.server.cluster.Leases;
import org.ozmonitor.server.cluster.Workers;
import org.ozmonitor.server.definition.ConfigurationLog;
import org.ozmonitor.server.postgres.Database;
import org.ozmonitor.server.work.Lane;
import org.ozmonitor.server.work.Lanes;

/// One node's view of workers and lanes, and the leader's cycle that puts it right. Workers are
/// watched without leading, too: who takes over from a leader that died with its workers must not
/// begin to wait for them only then. Confined to its verticle's context; one cycle at a time.
final class LoadBalancer {
  private final Database database;
  private final Leases leases;
  private final Workers workers;
  private final Lanes lanes;
  private final StartingPositions positions;
  private final ConfigurationLog configurations;
  private final Duration timeToLive;
  private final LongSupplier nanoTime;
  private final BalanceLog log;
  private final BalanceMetrics metrics;

  private final OldEntries entries = new OldEntries();

  private Sightings sightings = Sightings.NONE;
  private Configuration configuration = Configuration.empty();

  LoadBalancer(
      Database database,
      Leases leases,
      Workers workers,
      Lanes lanes,
      StartingPositions positions,
      ConfigurationLog configurations,
      Duration timeToLive,
      LongSupplier nanoTime,
      BalanceLog log,
      BalanceMetrics metrics) {
    this.database = database;
    this.leases = leases;
    this.workers = workers;
    this.lanes = lanes;
    this.positions = positions;
    this.configurations = configurations;
    this.timeToLive = timeToLive;
    this.nanoTime = nanoTime;
    this.log = log;
    this.metrics = metrics;
  }

  /// What one cycle did. Immutable.
  ///
  /// @param version of the configuration it planned with
  record Cycle(long version, int changes) {}

  /// Looks at workers.
  Future<Void> watch() {
    return workers.list().onSuccess(this::observe).mapEmpty();
  }

  /// Looks at workers, configuration and lanes, and writes what must change.
  Future<Cycle> runCycle(Lease lease) {
    return watch()
        .compose(_ -> readConfiguration())
        .compose(_ -> lanes.list(database.reader()))
        .compose(now -> change(lease, now));
  }

  private void observe(List<Workers.Observation> rows) {
    List<WorkerSighting> seen =
        rows.stream()
            .map(row -> new WorkerSighting(row.id(), row.epoch(), row.renewals(), row.running()))
            .toList();
    sightings = sightings.observe(seen, nanoTime.getAsLong());
  }

  private Future<Void> readConfiguration() {
    return configurations
        .head(database.reader())
        .compose(
            head ->
                head == configuration.version()
                    ? Future.succeededFuture(configuration)
                    : configurations.advance(database.reader(), configuration, head))
        .map(
            read -> {
              configuration = read;
              return null;
            });
  }

  private Future<Cycle> change(Lease lease, List<Lane> now) {
    Set<String> alive = sightings.alive(nanoTime.getAsLong(), timeToLive);
    Map<NetworkId, Set<TenantId>> tenants = tenantsByNetwork();
    metrics.observed(alive.size(), tenants.values());
    List<LaneState> states =
        now.stream()
            .map(lane -> new LaneState(lane.id(), lane.network(), lane.worker(), lane.tenants()))
            .toList();
    List<AssignmentChange> plan = AssignmentPlanner.plan(alive, tenants, states);
    var done = new Cycle(configuration.version(), plan.size());
    return plan.isEmpty()
        ? Future.succeededFuture(done)
        : database
            .inTransaction(connection -> apply(connection, lease, now, plan))
            .map(
                _ -> {
                  plan.forEach(log::changed);
                  return done;
                });
  }

  private Map<NetworkId, Set<TenantId>> tenantsByNetwork() {
    Map<NetworkId, Set<TenantId>> tenants = new HashMap<>();
    configuration
        .networks()
        .forEach(
            (id, network) -> {
              Set<TenantId> there = configuration.tenantsOn(network.definition().slug());
              if (!there.isEmpty()) {
                tenants.put(id, there);
              }
            });
    return tenants;
  }

  private Future<Void> apply(
      SqlConnection connection, Lease lease, List<Lane> now, List<AssignmentChange> plan) {
    Map<Object, Long> versions = now.stream().collect(Collectors.toMap(Lane::id, Lane::version));
    Future<Void> applied =
        leases
            .lock(connection, lease)
            .compose(
                ours ->
                    ours.isPresent()
                        ? Future.succeededFuture()
                        : Future.failedFuture(new IllegalStateException("no longer the leader")));
    for (AssignmentChange change : plan) {
      applied =
          applied.compose(
              _ ->
                  switch (change) {
                    case AssignmentChange.Place place -> place(connection, place);
                    case AssignmentChange.Reassign reassign ->
                        lanes
                            .reassign(
                                connection,
                                reassign.lane(),
                                versions.getOrDefault(reassign.lane(), 0L),
                                reassign.worker(),
                                reassign.reason())
                            .mapEmpty(); // a lane that has changed since is planned again
                  });
    }
    return applied;
  }

  private Future<Void> place(SqlConnection connection, AssignmentChange.Place place) {
    var network = configuration.networks().get(place.network());
    if (network == null) {
      return Future.succeededFuture();
    }
    return entries
        .hold(connection, place.network())
        .compose(
            _ ->
                configurations.firstActive(connection, place.tenant(), network.definition().slug()))
        .compose(
            version ->
                positions.of(connection, place.network(), version.orElse(configuration.version())))
        .compose(
            seq ->
                lanes.place(
                    connection,
                    place.tenant(),
                    place.network(),
                    place.worker(),
                    seq,
                    "tenant is new on the network"))
        .mapEmpty();
  }
}
