package org.ozmonitor.server.notification;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.ozmonitor.core.tenant.TenantId;

/// The bulkhead of delivery: how many claims of each tenant a node has in memory, against a bound
/// that is the same for all. Confined to one context.
final class TenantShares {
  private final int perTenant;
  private final Map<TenantId, Integer> held = new HashMap<>();

  /// @param perTenant at least 1
  TenantShares(int perTenant) {
    this.perTenant = perTenant;
  }

  /// Counts a claim that came in. False when the tenant has more than its share with it; it counts
  /// all the same until it is released.
  boolean take(TenantId tenant) {
    return held.merge(tenant, 1, Integer::sum) <= perTenant;
  }

  void release(TenantId tenant) {
    Integer left = held.computeIfPresent(tenant, (_, count) -> count == 1 ? null : count - 1);
    if (left != null && left < 0) {
      throw new IllegalStateException("more claims released than taken");
    }
  }

  void release(Collection<Completion> completions) {
    completions.forEach(completion -> release(completion.claim().tenant()));
  }

  int perTenant() {
    return perTenant;
  }

  /// How many more claims each tenant may have, for those that have any.
  Map<UUID, Integer> room() {
    Map<UUID, Integer> room = new HashMap<>();
    held.forEach((tenant, count) -> room.put(tenant.value(), Math.max(0, perTenant - count)));
    return room;
  }
}
