package org.ozmonitor.core.balance;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.tenant.TenantId;

/// Plans the fewest changes after which each tenant's lanes are those of its worker. A lane whose
/// tenants all go to one worker changes hands as it is; else most of them keep it and the others
/// leave it, so what a worker walks goes on while few go. A parked lane stays whole, and goes to
/// somebody as soon as one of its tenants does: whoever has it tries it. A lane that stands aside
/// only needs somebody who works. Pure.
public final class LanePlanner {
  private static final Comparator<NetworkId> BY_NETWORK = Comparator.comparing(NetworkId::value);
  private static final Comparator<TenantId> BY_TENANT = Comparator.comparing(TenantId::value);

  private final Map<TenantId, Assignment> assignments;
  private final Set<String> working;
  private final List<LaneChange> changes = new ArrayList<>();

  private LanePlanner(Map<TenantId, Assignment> assignments, Set<String> working) {
    this.assignments = assignments;
    this.working = working;
  }

  /// The changes to make: of lanes in the order of their ids, the splits of a lane before it
  /// changes hands; then places, by network.
  ///
  /// @param working workers that are alive and do not drain
  /// @param wanted the tenants with active monitors, per network
  /// @param lanes all lanes with their tenants
  public static List<LaneChange> plan(
      Map<TenantId, Assignment> assignments,
      Set<String> working,
      Map<NetworkId, Set<TenantId>> wanted,
      List<LaneState> lanes) {
    var planner = new LanePlanner(assignments, working);
    lanes.stream().sorted(Comparator.comparing(LaneState::id)).forEach(planner::putRight);
    planner.place(wanted, lanes);
    return List.copyOf(planner.changes);
  }

  private void putRight(LaneState lane) {
    Map<Optional<String>, List<Assignment>> byWorker = byWorker(lane.tenants());
    if (byWorker.isEmpty()) {
      return;
    }
    if (lane.kind().isAside()) {
      putRightAside(lane, byWorker);
      return;
    }
    if (!lane.kind().followsLog() && byWorker.size() > 1) {
      byWorker.remove(Optional.<String>empty()); // whoever has some of them takes it whole
    }
    Optional<String> keeper = keeper(lane, byWorker);
    if (lane.kind().followsLog()) {
      byWorker.forEach(
          (worker, leaving) -> {
            if (!worker.equals(keeper)) {
              changes.add(
                  new LaneChange.Split(
                      lane.id(), tenants(leaving), worker, leaving.getFirst().reason()));
            }
          });
    }
    if (!keeper.equals(lane.worker())) {
      hand(lane, keeper, byWorker);
    }
  }

  private void putRightAside(LaneState lane, Map<Optional<String>, List<Assignment>> byWorker) {
    if (lane.worker().filter(working::contains).isEmpty()) {
      byWorker.keySet().stream()
          .filter(worker -> worker.filter(working::contains).isPresent())
          .findFirst()
          .ifPresent(worker -> hand(lane, worker, byWorker));
    }
  }

  private void hand(
      LaneState lane, Optional<String> to, Map<Optional<String>, List<Assignment>> byWorker) {
    var reason = Objects.requireNonNull(byWorker.get(to)).getFirst().reason();
    changes.add(new LaneChange.Hand(lane.id(), to, reason));
  }

  /// Whoever walks it now, if any of the tenants stay; else who gets most of them.
  private static Optional<String> keeper(
      LaneState lane, Map<Optional<String>, List<Assignment>> byWorker) {
    if (byWorker.containsKey(lane.worker())) {
      return lane.worker();
    }
    return byWorker.entrySet().stream()
        .max(Comparator.comparingInt(entry -> entry.getValue().size()))
        .map(Map.Entry::getKey)
        .orElse(Optional.empty());
  }

  /// In the order of tenants, so that equal inputs give equal plans.
  private Map<Optional<String>, List<Assignment>> byWorker(Collection<TenantId> tenants) {
    Map<Optional<String>, List<Assignment>> byWorker = new LinkedHashMap<>();
    tenants.stream()
        .sorted(BY_TENANT)
        .map(assignments::get)
        .filter(Objects::nonNull)
        .forEach(it -> byWorker.computeIfAbsent(it.worker(), _ -> new ArrayList<>()).add(it));
    return byWorker;
  }

  private static Set<TenantId> tenants(List<Assignment> of) {
    Set<TenantId> tenants = new HashSet<>();
    of.forEach(assignment -> tenants.add(assignment.tenant()));
    return tenants;
  }

  private void place(Map<NetworkId, Set<TenantId>> wanted, List<LaneState> lanes) {
    Map<NetworkId, Set<TenantId>> placed = new HashMap<>();
    for (LaneState lane : lanes) {
      if (!lane.kind().isAside()) {
        placed.computeIfAbsent(lane.network(), _ -> new HashSet<>()).addAll(lane.tenants());
      }
    }
    wanted.entrySet().stream()
        .sorted(Map.Entry.comparingByKey(BY_NETWORK))
        .forEach(
            entry ->
                byWorker(missing(entry.getValue(), placed.get(entry.getKey())))
                    .forEach((worker, news) -> place(entry.getKey(), worker, news)));
  }

  private void place(NetworkId network, Optional<String> worker, List<Assignment> news) {
    changes.add(new LaneChange.Place(network, tenants(news), worker, news.getFirst().reason()));
  }

  private static List<TenantId> missing(Set<TenantId> wanted, @Nullable Set<TenantId> placed) {
    return wanted.stream().filter(tenant -> placed == null || !placed.contains(tenant)).toList();
  }
}
