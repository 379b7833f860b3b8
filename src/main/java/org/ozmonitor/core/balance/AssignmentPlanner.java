package org.ozmonitor.core.balance;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.definition.EntityIds;
import org.ozmonitor.core.tenant.TenantId;

/// Plans the fewest changes after which every tenant has a lane on each of its networks and every
/// lane has a live worker.
///
/// What has a live worker stays where it is: moving work costs a reload, and being unbalanced for a
/// while costs nothing. The worker with the fewest lanes is chosen; ties fall by a hash of network
/// and worker, so that every leader plans alike. Pure.
public final class AssignmentPlanner {
  private static final Comparator<NetworkId> BY_NETWORK = Comparator.comparing(NetworkId::value);

  private final Set<String> workers;
  private final Map<String, Integer> lanesOf = new HashMap<>();

  /// The workers that have a lane per network, in the plan so far.
  private final Map<NetworkId, Set<String>> walkers = new HashMap<>();

  private final List<AssignmentChange> changes = new ArrayList<>();

  private AssignmentPlanner(Set<String> workers) {
    this.workers = workers;
  }

  /// The changes to make, reassignments first; empty when all is well or nobody is alive.
  ///
  /// @param workers the live ones
  /// @param tenants the tenants with active monitors, per network
  /// @param lanes all lanes with their tenants
  public static List<AssignmentChange> plan(
      Set<String> workers, Map<NetworkId, Set<TenantId>> tenants, List<LaneState> lanes) {
    if (workers.isEmpty()) {
      return List.of();
    }
    var planner = new AssignmentPlanner(workers);
    planner.keepWhatIsWell(lanes);
    planner.reassignWhatIsNot(lanes);
    planner.placeTenants(tenants, lanes);
    return List.copyOf(planner.changes);
  }

  private void keepWhatIsWell(List<LaneState> lanes) {
    for (LaneState lane : lanes) {
      lane.worker().filter(workers::contains).ifPresent(worker -> count(lane.network(), worker));
    }
  }

  private void reassignWhatIsNot(List<LaneState> lanes) {
    lanes.stream()
        .filter(lane -> lane.worker().filter(workers::contains).isEmpty())
        .sorted(Comparator.comparing(LaneState::network, BY_NETWORK).thenComparing(LaneState::id))
        .forEach(this::reassign);
  }

  private void reassign(LaneState lane) {
    String worker = choose(workers, lane.network(), lane.id());
    String reason = lane.worker().map(gone -> "worker " + gone + " is gone").orElse("no worker");
    count(lane.network(), worker);
    changes.add(new AssignmentChange.Reassign(lane.id(), lane.network(), worker, reason));
  }

  private void placeTenants(Map<NetworkId, Set<TenantId>> tenants, List<LaneState> lanes) {
    Map<NetworkId, Set<TenantId>> placed = new HashMap<>();
    for (LaneState lane : lanes) {
      placed.computeIfAbsent(lane.network(), _ -> new HashSet<>()).addAll(lane.tenants());
    }
    tenants.entrySet().stream()
        .sorted(Map.Entry.comparingByKey(BY_NETWORK))
        .forEach(
            entry ->
                entry.getValue().stream()
                    .filter(tenant -> !isIn(placed.get(entry.getKey()), tenant))
                    .sorted(Comparator.comparing(TenantId::value))
                    .forEach(tenant -> place(tenant, entry.getKey())));
  }

  private static boolean isIn(@Nullable Set<TenantId> placed, TenantId tenant) {
    return placed != null && placed.contains(tenant);
  }

  /// A worker that walks the network already is preferred: its lane can take the tenant in.
  private void place(TenantId tenant, NetworkId network) {
    Set<String> there = walkers.getOrDefault(network, Set.of());
    String worker = choose(there.isEmpty() ? workers : there, network, tenant.value());
    if (!there.contains(worker)) {
      count(network, worker);
    }
    changes.add(new AssignmentChange.Place(tenant, network, worker));
  }

  private void count(NetworkId network, String worker) {
    lanesOf.merge(worker, 1, Integer::sum);
    walkers.computeIfAbsent(network, _ -> new HashSet<>()).add(worker);
  }

  private String choose(Set<String> among, NetworkId network, UUID what) {
    Optional<String> chosen =
        among.stream()
            .min(
                Comparator.<String>comparingInt(worker -> lanesOf.getOrDefault(worker, 0))
                    .thenComparing(worker -> tieBreak(network, what, worker))
                    .thenComparing(Comparator.naturalOrder()));
    return chosen.orElseThrow();
  }

  private static UUID tieBreak(NetworkId network, UUID what, String worker) {
    return EntityIds.derive("placement", network.toString(), what.toString(), worker);
  }
}
