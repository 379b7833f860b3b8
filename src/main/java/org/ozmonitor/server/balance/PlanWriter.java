package org.ozmonitor.server.balance;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.ozmonitor.core.balance.Assignment;
import org.ozmonitor.core.balance.Outcome;
import org.ozmonitor.core.balance.PlacementPlan;
import org.ozmonitor.core.balance.PlacementPlanner;
import org.ozmonitor.server.cluster.Lease;

/// Writes what a plan says of tenants, and answers operators in the last of its transactions.
/// Thread-safe.
final class PlanWriter {
  /// Assignments in one transaction.
  private static final int BATCH = 2000;

  private final Leadership leadership;
  private final Assignments assignments;
  private final BalanceRequests requests;

  PlanWriter(Leadership leadership, Assignments assignments, BalanceRequests requests) {
    this.leadership = leadership;
    this.assignments = assignments;
    this.requests = requests;
  }

  /// Writes a plan.
  ///
  /// @param rebalances requests that it answers beside the moves
  Future<Void> write(Lease lease, PlacementPlan plan, List<Long> rebalances) {
    List<Outcome> outcomes = new ArrayList<>(plan.outcomes());
    rebalances.forEach(request -> outcomes.add(new Outcome(request, true, evened(plan))));
    if (plan.isNothing() && outcomes.isEmpty()) {
      return Future.succeededFuture();
    }
    Future<Void> written = Future.succeededFuture();
    List<Assignment> changed = plan.changed();
    for (int start = 0; start < changed.size(); start += BATCH) {
      List<Assignment> part = changed.subList(start, Math.min(start + BATCH, changed.size()));
      written =
          written.compose(_ -> leadership.transaction(lease, c -> assignments.write(c, part)));
    }
    return written.compose(_ -> finish(lease, plan, outcomes));
  }

  private Future<Void> finish(Lease lease, PlacementPlan plan, List<Outcome> outcomes) {
    return plan.released().isEmpty() && outcomes.isEmpty()
        ? Future.succeededFuture()
        : leadership.transaction(
            lease,
            connection ->
                assignments
                    .release(connection, plan.released())
                    .compose(_ -> requests.answer(connection, outcomes)));
  }

  private static String evened(PlacementPlan plan) {
    return switch (plan.evened()) {
      case 0 -> "the workers are even";
      case 1 -> "1 tenant moves";
      case PlacementPlanner.MAX_MOVES ->
          plan.evened() + " tenants move, as many as may at once; more may be left";
      default -> plan.evened() + " tenants move";
    };
  }
}
