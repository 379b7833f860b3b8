package org.ozmonitor.server.bootstrap;

import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import org.ozmonitor.core.balance.Outcome;
import org.ozmonitor.core.balance.SystemMetrics;
import org.ozmonitor.server.balance.Assignments;
import org.ozmonitor.server.balance.BalanceRequests;
import org.ozmonitor.server.cluster.Topics;
import org.ozmonitor.server.cluster.Workers;
import org.ozmonitor.server.definition.DefinitionTopics;
import org.ozmonitor.server.management.Operations;
import org.ozmonitor.server.postgres.Database;
import org.ozmonitor.server.status.ClusterStatus;
import org.ozmonitor.server.status.StatusReader;

/// What operators ask a node for. Thread-safe.
final class NodeOperations implements Operations {
  private final StatusReader status;
  private final Database database;
  private final Topics topics;
  private final Workers workers;
  private final Assignments assignments = new Assignments();
  private final BalanceRequests requests = new BalanceRequests();
  private volatile Runnable reload = () -> {};

  NodeOperations(StatusReader status, Database database, Topics topics) {
    this.status = status;
    this.database = database;
    this.topics = topics;
    this.workers = new Workers(database.reader());
  }

  /// Says how this node itself looks at its configuration, which it may do without the bus.
  void reloadsBy(Runnable look) {
    reload = look;
  }

  @Override
  public Future<ClusterStatus> status(int limit) {
    return status.read(limit);
  }

  @Override
  public Future<SystemMetrics> summary() {
    return status.summary();
  }

  @Override
  public Future<List<Assignments.Listed>> assignments(Optional<String> tenant, int limit) {
    return assignments.list(database.reader(), tenant, limit);
  }

  @Override
  public Future<Long> rebalance() {
    return requests.rebalance(database.reader());
  }

  @Override
  public Future<Optional<Outcome>> outcome(long request) {
    return requests.outcome(database.reader(), request);
  }

  @Override
  public Future<Boolean> drain(String worker, boolean drains) {
    return workers.drain(worker, drains);
  }

  @Override
  public Future<Long> reloadTenants() {
    return database
        .reader()
        .query("SELECT version FROM config_head")
        .execute()
        .map(
            rows -> {
              long version = rows.iterator().next().getLong(0);
              reload.run();
              topics.publish(DefinitionTopics.RELOAD, version);
              return version;
            });
  }
}
