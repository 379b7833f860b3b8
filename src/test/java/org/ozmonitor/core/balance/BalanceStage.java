package org.ozmonitor.core.balance;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.ozmonitor.core.tenant.TenantId;

/// A cluster in memory that plans are made for and applied to. Confined to one test.
final class BalanceStage {
  private final PlacementStrategy strategy;
  private final int limit;
  private final double threshold;
  final Map<String, LiveWorker> workers = new LinkedHashMap<>();
  final Set<String> stopped = new HashSet<>();
  final Map<TenantId, TenantDemand> demands = new LinkedHashMap<>();
  final Map<TenantId, String> walkedBy = new HashMap<>();
  Map<TenantId, Assignment> assignments = Map.of();

  BalanceStage(PlacementStrategy strategy, int limit, double threshold) {
    this.strategy = strategy;
    this.limit = limit;
    this.threshold = threshold;
  }

  static BalanceStage ring(int limit) {
    return new BalanceStage(PlacementStrategy.CONSISTENT_HASHING, limit, 0.2);
  }

  static TenantId tenant(int number) {
    return new TenantId(new UUID(number, 1));
  }

  static List<TenantId> tenants(int count) {
    return IntStream.range(0, count).mapToObj(BalanceStage::tenant).toList();
  }

  @CanIgnoreReturnValue
  BalanceStage workers(String... ids) {
    for (String id : ids) {
      workers.put(id, new LiveWorker(id, true, WorkerLoad.UNKNOWN));
    }
    return this;
  }

  @CanIgnoreReturnValue
  BalanceStage load(String id, double cpu, double memory) {
    workers.put(id, new LiveWorker(id, true, new WorkerLoad(cpu, memory, 0, 0, 0, 0, 0)));
    return this;
  }

  @CanIgnoreReturnValue
  BalanceStage drain(String id) {
    workers.put(id, new LiveWorker(id, false, WorkerLoad.UNKNOWN));
    return this;
  }

  @CanIgnoreReturnValue
  BalanceStage demand(Collection<TenantId> tenants) {
    tenants.forEach(tenant -> demand(tenant, 2, 0));
    return this;
  }

  @CanIgnoreReturnValue
  BalanceStage demand(TenantId tenant, int priority, double activity) {
    demands.put(tenant, new TenantDemand(tenant, priority, activity, true));
    return this;
  }

  Situation situation(Situation.Evening evening, Situation.Move... moves) {
    return new Situation(
        new Situation.Rules(strategy, limit, threshold),
        List.copyOf(workers.values()),
        Set.copyOf(stopped),
        List.copyOf(demands.values()),
        assignments,
        Map.copyOf(walkedBy),
        List.of(moves),
        evening);
  }

  /// Plans and applies what was planned.
  @CanIgnoreReturnValue
  PlacementPlan run() {
    return run(Situation.Evening.NOT_NOW);
  }

  @CanIgnoreReturnValue
  PlacementPlan run(Situation.Evening evening, Situation.Move... moves) {
    PlacementPlan plan = PlacementPlanner.plan(situation(evening, moves));
    Map<TenantId, Assignment> next = new HashMap<>(assignments);
    plan.released().forEach(next::remove);
    plan.changed().forEach(it -> next.put(it.tenant(), it));
    assignments = next;
    return plan;
  }

  Assignment of(TenantId tenant) {
    return Objects.requireNonNull(assignments.get(tenant));
  }

  List<TenantId> at(String worker) {
    List<TenantId> found = new ArrayList<>();
    assignments.values().stream()
        .filter(it -> it.isOf(worker))
        .forEach(it -> found.add(it.tenant()));
    return found;
  }

  int size(String worker) {
    return at(worker).size();
  }

  /// Who has another worker than before.
  Set<TenantId> movedSince(Map<TenantId, Assignment> before) {
    Set<TenantId> moved = new HashSet<>();
    assignments
        .values()
        .forEach(
            it -> {
              Assignment earlier = before.get(it.tenant());
              Optional<String> worker = earlier == null ? Optional.empty() : earlier.worker();
              if (!it.worker().equals(worker)) {
                moved.add(it.tenant());
              }
            });
    return moved;
  }
}
