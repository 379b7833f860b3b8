package org.ozmonitor.server.balance;

import static java.lang.Math.ceilDiv;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.ozmonitor.core.balance.Assignment;
import org.ozmonitor.core.balance.AssignmentReason;
import org.ozmonitor.core.balance.LaneChange;
import org.ozmonitor.core.balance.PlacementPlan;
import org.ozmonitor.core.balance.Situation;
import org.ozmonitor.core.balance.TenantDemand;
import org.ozmonitor.core.definition.Configuration;
import org.ozmonitor.core.tenant.TenantId;

/// Tells people what the leader sees and does: by log, by meters, and at `/ready`. A tenant that
/// nobody evaluates is told by all three. Confined to the leader's context.
final class BalanceReport {
  /// Tenants that are named where many are meant.
  private static final int NAMED = 10;

  private final BalanceLog log;
  private final BalanceMetrics metrics;
  private final Consumer<List<String>> notes;
  private Set<TenantId> unassigned = Set.of();

  /// @param notes what `/ready` shall say about tenants; empty: nothing
  BalanceReport(BalanceLog log, BalanceMetrics metrics, Consumer<List<String>> notes) {
    this.log = log;
    this.metrics = metrics;
    this.notes = notes;
  }

  /// A plan was made and written.
  void planned(Configuration configuration, Situation situation, PlacementPlan plan) {
    tellMoves(configuration, situation, plan.changed());
    plan.outcomes().forEach(log::answered);
    int demanded = (int) situation.demands().stream().filter(TenantDemand::counts).count();
    metrics.observed(
        situation.workers().size(),
        demanded,
        plan.unassigned().size(),
        ceilDiv(demanded, situation.rules().limit()));
    tellUnassigned(configuration, situation, plan.unassigned());
  }

  private void tellMoves(
      Configuration configuration, Situation situation, List<Assignment> changed) {
    List<Assignment> moved =
        changed.stream()
            .filter(it -> isMoved(situation.assignments().get(it.tenant()), it))
            .toList();
    moved.forEach(it -> metrics.assigned(it.reason()));
    moved.forEach(
        it ->
            log.assigned(
                configuration.tenant(it.tenant()).slug(),
                it,
                moved.size() <= NAMED || it.reason() == AssignmentReason.MANUAL));
    if (moved.size() > NAMED) {
      moved.stream()
          .collect(Collectors.groupingBy(Assignment::reason, Collectors.counting()))
          .forEach(log::assignedMany);
    }
  }

  private static boolean isMoved(@Nullable Assignment before, Assignment after) {
    return before == null || before.version() != after.version();
  }

  private void tellUnassigned(
      Configuration configuration, Situation situation, List<TenantId> nowhere) {
    Set<TenantId> now = Set.copyOf(nowhere);
    if (now.equals(unassigned)) {
      return;
    }
    unassigned = now;
    String named =
        nowhere.stream()
            .limit(NAMED)
            .map(tenant -> configuration.tenant(tenant).slug())
            .collect(Collectors.joining(", "));
    int limit = situation.rules().limit();
    if (now.isEmpty()) {
      log.allAssigned();
      notes.accept(List.of());
    } else {
      log.unassigned(now.size(), named, situation.workers().size(), limit);
      notes.accept(
          List.of(
              "%d tenants are evaluated by nobody: %d workers with at most %d tenants each; first: %s"
                  .formatted(now.size(), situation.workers().size(), limit, named)));
    }
  }

  /// A lane has changed.
  void changed(LaneChange change) {
    log.changed(change);
  }

  /// This node leads no more: another one tells from here on.
  void leadsNoMore() {
    unassigned = Set.of();
    notes.accept(List.of());
    metrics.leadsNoMore();
  }
}
