package org.ozmonitor.core.balance;

import java.util.List;
import java.util.Set;
import org.ozmonitor.core.tenant.TenantId;

/// What must change so that each tenant has its worker. Immutable.
///
/// @param changed assignments as they become
/// @param released tenants that need no worker any more
/// @param unassigned tenants that fit nowhere, the important ones first
/// @param evened tenants that moved only to even workers out
/// @param outcomes of the moves that operators wanted
public record PlacementPlan(
    List<Assignment> changed,
    Set<TenantId> released,
    List<TenantId> unassigned,
    int evened,
    List<Outcome> outcomes) {
  public PlacementPlan {
    changed = List.copyOf(changed);
    released = Set.copyOf(released);
    unassigned = List.copyOf(unassigned);
    outcomes = List.copyOf(outcomes);
  }

  /// Whether there is nothing to write.
  public boolean isNothing() {
    return changed.isEmpty() && released.isEmpty() && outcomes.isEmpty();
  }
}
