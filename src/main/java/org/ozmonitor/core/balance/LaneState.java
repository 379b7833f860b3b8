package org.ozmonitor.core.balance;

import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.lane.LaneKind;
import org.ozmonitor.core.tenant.TenantId;

/// A lane as the planner sees it. Immutable.
///
/// @param worker its owner, empty when nobody walks it
public record LaneState(
    UUID id, NetworkId network, LaneKind kind, Optional<String> worker, Set<TenantId> tenants) {
  public LaneState {
    tenants = Set.copyOf(tenants);
  }
}
