package org.ozmonitor.core.balance;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.ozmonitor.core.tenant.TenantId;

/// Evens workers out: from the one with the most tenants to the one with the fewest, one at a time,
/// until the difference is at most the threshold's part of the average, or one tenant. The less
/// important and less active a tenant, the sooner it goes; none goes twice. A plan that follows
/// finds nothing to even out. Confined to one plan.
final class Evener {
  private static final Comparator<TenantDemand> FIRST_TO_GO =
      Comparator.comparingInt(TenantDemand::priority)
          .thenComparingDouble(TenantDemand::activity)
          .thenComparingLong(demand -> HashRing.place(demand.tenant()))
          .thenComparing(demand -> demand.tenant().value());

  private final Situation situation;
  private final List<TenantDemand> demands;
  private final Roster roster;
  private final Map<TenantId, Assignment> now;
  private final Map<String, Deque<TenantDemand>> movable = new HashMap<>();

  Evener(
      Situation situation,
      List<TenantDemand> demands,
      Roster roster,
      Map<TenantId, Assignment> now) {
    this.situation = situation;
    this.demands = demands;
    this.roster = roster;
    this.now = now;
  }

  /// Moves tenants and says how many.
  ///
  /// @param move gives a tenant to a worker, in the roster as well
  int run(BiConsumer<TenantDemand, String> move) {
    double threshold =
        switch (situation.evening()) {
          case NOT_NOW -> Double.POSITIVE_INFINITY;
          case IF_UNEVEN -> situation.rules().threshold();
          case FULLY -> 0;
        };
    Comparator<String> bySize =
        Comparator.comparingInt(roster::tenants).thenComparing(Comparator.naturalOrder());
    int moved = 0;
    while (moved < PlacementPlanner.MAX_MOVES && roster.accepting().size() > 1) {
      String most = roster.accepting().stream().max(bySize).orElseThrow();
      String fewest = roster.accepting().stream().min(bySize).orElseThrow();
      int difference = roster.tenants(most) - roster.tenants(fewest);
      @Nullable TenantDemand tenant =
          difference <= 1 || difference <= threshold * averagePlaced() ? null : next(most);
      if (tenant == null) {
        return moved;
      }
      move.accept(tenant, fewest);
      moved++;
    }
    return moved;
  }

  private double averagePlaced() {
    return roster.accepting().stream().mapToInt(roster::tenants).average().orElse(0);
  }

  private @Nullable TenantDemand next(String worker) {
    return movable.computeIfAbsent(worker, this::tenantsOf).poll();
  }

  private Deque<TenantDemand> tenantsOf(String worker) {
    return demands.stream()
        .filter(TenantDemand::counts)
        .filter(demand -> isAt(demand, worker))
        .sorted(FIRST_TO_GO)
        .collect(ArrayDeque::new, ArrayDeque::add, ArrayDeque::addAll);
  }

  private boolean isAt(TenantDemand demand, String worker) {
    Assignment assignment = now.get(demand.tenant());
    return assignment != null && assignment.isOf(worker);
  }
}
