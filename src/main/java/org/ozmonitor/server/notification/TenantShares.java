package org.ozmonitor.server.notification;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.ToIntFunction;
import org.ozmonitor.core.tenant.TenantId;

/// The bulkhead of delivery: how many claims of each tenant a node has in memory, against a bound
/// that is the same for all, or the lower one of the tenant. Confined to one context.
final class TenantShares {
  /// Tenants with a lower bound whose bound is kept in mind, the latest; of others a claim may
  /// bring
  /// more than they may have, which is given back.
  private static final int MOST_KNOWN = 1_000;

  private final int perTenant;
  private final ToIntFunction<TenantId> own;
  private final Map<TenantId, Integer> held = new HashMap<>();
  private final Map<TenantId, Integer> lower =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<TenantId, Integer> eldest) {
          return size() > MOST_KNOWN;
        }
      };

  /// @param perTenant at least 1
  /// @param own bound of a tenant, at least 1
  TenantShares(int perTenant, ToIntFunction<TenantId> own) {
    this.perTenant = perTenant;
    this.own = own;
  }

  /// Counts a claim that came in. False when the tenant has more than its share with it; it counts
  /// all the same until it is released.
  boolean take(TenantId tenant) {
    int bound = Math.min(perTenant, own.applyAsInt(tenant));
    if (bound < perTenant) {
      lower.put(tenant, bound);
    } else {
      lower.remove(tenant);
    }
    return held.merge(tenant, 1, Integer::sum) <= bound;
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

  /// How many more claims each tenant may have, for those that have any or may have less than
  /// others.
  Map<UUID, Integer> room() {
    Map<UUID, Integer> room = new HashMap<>();
    lower.forEach((tenant, bound) -> room.put(tenant.value(), bound));
    held.forEach(
        (tenant, count) ->
            room.merge(
                tenant.value(),
                Math.max(0, perTenant - count),
                (bound, _) -> Math.max(0, bound - count)));
    return room;
  }
}
