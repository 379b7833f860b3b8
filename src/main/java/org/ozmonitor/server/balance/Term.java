package org.ozmonitor.server.balance;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.ozmonitor.core.balance.Assignment;
import org.ozmonitor.core.balance.PlacementPlan;
import org.ozmonitor.core.balance.Situation;
import org.ozmonitor.core.definition.Configuration;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.server.cluster.Lease;
import org.ozmonitor.server.work.Lane;

/// What the leader keeps in memory as long as it leads, so that a cycle that changes nothing costs
/// little: nobody else writes assignments meanwhile. Confined to the leader's context.
@SuppressWarnings("ReferenceEquality") // equal would do, and would cost more than planning anew
final class Term {
  private final Lease lease;
  private @Nullable Map<TenantId, Assignment> assignments;
  private List<Lane> lanes = List.of();
  private @Nullable Demands demands;
  private long demandsVersion = -1;
  private Map<UUID, Long> demandsEpochs = Map.of();
  private Map<TenantId, Long> demandsMatches = Map.of();
  private @Nullable Settled settled;
  private @Nullable SettledLanes settledLanes;
  private long evenedNanos;

  /// What was planned from when there was nothing to change; what is large is compared by identity.
  private record Settled(
      List<String> workers,
      Set<String> stopped,
      Object demands,
      Object assignments,
      Situation.Evening evening) {
    static Settled of(Situation situation) {
      return new Settled(
          situation.workers().stream().map(it -> it.id() + it.accepting()).toList(),
          situation.stopped(),
          situation.demands(),
          situation.assignments(),
          situation.evening());
    }

    boolean isStill(Settled now) {
      return workers.equals(now.workers)
          && stopped.equals(now.stopped)
          && demands == now.demands
          && assignments == now.assignments
          && evening == now.evening;
    }
  }

  /// Demands are made anew with each change of a lane, so they stand for the lanes as well.
  private record SettledLanes(
      Demands demands, @Nullable Map<TenantId, Assignment> assignments, Set<String> working) {}

  /// @param nowNanos monotonic; workers are evened out unasked only an interval later
  Term(Lease lease, long nowNanos) {
    this.lease = lease;
    this.evenedNanos = nowNanos;
  }

  Lease lease() {
    return lease;
  }

  /// By tenant; null until they are read, and again after a write that failed.
  @Nullable Map<TenantId, Assignment> assignments() {
    return assignments;
  }

  /// As they were read last.
  List<Lane> lanes() {
    return lanes;
  }

  void readLanes(List<Lane> found) {
    lanes = found;
  }

  void read(Map<TenantId, Assignment> found) {
    assignments = found;
  }

  /// What became of a write may not be known: read again.
  void forget() {
    assignments = null;
    settled = null;
    settledLanes = null;
    lanes = List.of();
  }

  /// The assignments after a plan was written.
  void written(PlacementPlan plan, long nowNanos) {
    if (plan.evened() > 0) {
      evenedNanos = nowNanos;
    }
    if (assignments != null && !(plan.changed().isEmpty() && plan.released().isEmpty())) {
      Map<TenantId, Assignment> next = new HashMap<>(assignments);
      plan.released().forEach(next::remove);
      plan.changed().forEach(it -> next.put(it.tenant(), it));
      assignments = next;
    }
  }

  /// Nanoseconds since workers were evened out, or since this node leads.
  long sinceEvened(long nowNanos) {
    return nowNanos - evenedNanos;
  }

  /// The demands, made anew only when something that they are made from has changed.
  Demands demands(
      Configuration configuration,
      List<Lane> lanes,
      Map<TenantId, Long> matches,
      Situation.Rules rules) {
    Map<UUID, Long> epochs = new HashMap<>();
    lanes.forEach(lane -> epochs.put(lane.id(), lane.epoch()));
    Demands known = demands;
    if (known != null
        && demandsVersion == configuration.version()
        && demandsMatches == matches
        && demandsEpochs.equals(epochs)) {
      return known;
    }
    Set<TenantId> walked = new HashSet<>();
    lanes.forEach(lane -> walked.addAll(lane.tenants()));
    Demands made = Demands.of(configuration, walked, rules.strategy(), matches);
    demands = made;
    demandsVersion = configuration.version();
    demandsMatches = matches;
    demandsEpochs = epochs;
    return made;
  }

  /// Whether a plan from this situation is known to change nothing.
  boolean isSettled(Situation situation) {
    return settled != null
        && situation.moves().isEmpty()
        && situation.evening() != Situation.Evening.FULLY
        && settled.isStill(Settled.of(situation));
  }

  /// A plan from this situation changes nothing.
  void settle(Situation situation) {
    settled = Settled.of(situation);
  }

  /// Whether lanes are known to be where they belong.
  boolean areLanesSettled(Demands now, Set<String> working) {
    SettledLanes known = settledLanes;
    return known != null
        && known.demands() == now
        && known.assignments() == assignments
        && known.working().equals(working);
  }

  void settleLanes(Demands now, Set<String> working) {
    settledLanes = new SettledLanes(now, assignments, working);
  }
}
