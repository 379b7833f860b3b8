package org.ozmonitor.core.balance;

import java.util.Optional;
import org.ozmonitor.core.tenant.TenantId;

/// Which worker evaluates a tenant, on all its networks. Immutable.
///
/// @param worker empty when the tenant fits nowhere
/// @param home whose the tenant was on the ring when that was last looked at; it is somewhere else
/// where a limit, an operator or a rebalance wanted it
/// @param priority of the tenant when it was last looked at, 1 to 4
/// @param version counts the workers it had, from 1
public record Assignment(
    TenantId tenant,
    Optional<String> worker,
    Optional<String> home,
    int priority,
    long version,
    AssignmentReason reason) {
  /// The first assignment of a tenant.
  static Assignment first(TenantDemand demand, Optional<String> worker, Optional<String> home) {
    return new Assignment(
        demand.tenant(), worker, home, demand.priority(), 1, AssignmentReason.INITIAL);
  }

  Assignment to(Optional<String> other, AssignmentReason why) {
    return new Assignment(tenant, other, home, priority, version + 1, why);
  }

  Assignment seen(Optional<String> homeNow, int priorityNow) {
    return new Assignment(tenant, worker, homeNow, priorityNow, version, reason);
  }

  boolean isOf(String id) {
    return worker.isPresent() && worker.get().equals(id);
  }
}
