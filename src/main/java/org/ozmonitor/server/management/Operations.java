package org.ozmonitor.server.management;

import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import org.ozmonitor.core.balance.Outcome;
import org.ozmonitor.core.balance.SystemMetrics;
import org.ozmonitor.server.balance.Assignments;
import org.ozmonitor.server.status.ClusterStatus;

/// What operators can see and ask for at the management port. Thread-safe.
public interface Operations {
  /// The cluster as the database knows it.
  ///
  /// @param limit rows of each part, at least 1
  Future<ClusterStatus> status(int limit);

  /// The cluster in a few numbers.
  Future<SystemMetrics> summary();

  /// Which worker evaluates which tenant, by the slugs of tenants.
  ///
  /// @param tenant slug of the only one; empty: all
  /// @param limit at least 1
  Future<List<Assignments.Listed>> assignments(Optional<String> tenant, int limit);

  /// Asks the leader of the load balancer to even workers out; it answers when it has looked.
  ///
  /// @return the number of the request
  Future<Long> rebalance();

  /// What became of a request; empty while the leader has not looked at it.
  Future<Optional<Outcome>> outcome(long request);

  /// Has a worker's tenants go to others, or takes that back; false when there is no such worker.
  Future<Boolean> drain(String worker, boolean drains);

  /// Makes all nodes compare the configuration that they hold with the database.
  ///
  /// @return the newest version
  Future<Long> reloadTenants();
}
