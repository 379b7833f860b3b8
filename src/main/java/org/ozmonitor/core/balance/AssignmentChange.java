package org.ozmonitor.core.balance;

import java.util.UUID;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.tenant.TenantId;

/// One change of who works on what. Immutable.
public sealed interface AssignmentChange {
  /// The worker that gets the work.
  String worker();

  /// A tenant that has no lane on a network gets one of this worker's.
  record Place(TenantId tenant, NetworkId network, String worker) implements AssignmentChange {}

  /// A lane that nobody walks goes to this worker.
  ///
  /// @param reason why, for people (`worker node-1 is gone`)
  record Reassign(UUID lane, NetworkId network, String worker, String reason)
      implements AssignmentChange {}
}
