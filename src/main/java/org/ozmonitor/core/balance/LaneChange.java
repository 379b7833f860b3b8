package org.ozmonitor.core.balance;

import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.tenant.TenantId;

/// One change of who walks which lane. Immutable.
public sealed interface LaneChange {
  /// Who gets the work; empty: nobody, so the position waits.
  Optional<String> worker();

  AssignmentReason reason();

  /// Tenants that have no lane on a network get one of this worker's.
  record Place(
      NetworkId network, Set<TenantId> tenants, Optional<String> worker, AssignmentReason reason)
      implements LaneChange {
    public Place {
      tenants = Set.copyOf(tenants);
    }
  }

  /// Some tenants of a lane go on in a lane of their own, from where it stands.
  record Split(UUID lane, Set<TenantId> tenants, Optional<String> worker, AssignmentReason reason)
      implements LaneChange {
    public Split {
      tenants = Set.copyOf(tenants);
    }
  }

  /// A lane goes to another worker, with the tenants that are left in it.
  record Hand(UUID lane, Optional<String> worker, AssignmentReason reason) implements LaneChange {}
}
