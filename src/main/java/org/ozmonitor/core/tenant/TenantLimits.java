package org.ozmonitor.core.tenant;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalInt;

/// How much a tenant may ask for. What is not limited here is bounded only by what holds for all
/// tenants. Immutable.
///
/// @param perLimit each positive; what is missing is unlimited
public record TenantLimits(Map<TenantLimit, Integer> perLimit) {
  /// What a tenant may that nothing is said of.
  public static final TenantLimits UNLIMITED = new TenantLimits(Map.of());

  /// @throws IllegalArgumentException when a number is not positive
  public TenantLimits {
    perLimit.forEach(
        (limit, number) -> {
          if (number <= 0) {
            throw new IllegalArgumentException(limit.word() + " must be positive: " + number);
          }
        });
    Map<TenantLimit, Integer> copy = new EnumMap<>(TenantLimit.class);
    copy.putAll(perLimit);
    perLimit = Collections.unmodifiableMap(copy);
  }

  /// One of them; empty is unlimited.
  public OptionalInt of(TenantLimit limit) {
    Integer number = perLimit.get(limit);
    return number == null ? OptionalInt.empty() : OptionalInt.of(number);
  }

  /// These with another number for one; empty is unlimited.
  public TenantLimits with(TenantLimit limit, OptionalInt number) {
    Map<TenantLimit, Integer> changed = new EnumMap<>(TenantLimit.class);
    changed.putAll(perLimit);
    changed.remove(limit);
    number.ifPresent(value -> changed.put(limit, value));
    return new TenantLimits(changed);
  }

  /// Monitors, paused ones too.
  public OptionalInt maxMonitors() {
    return of(TenantLimit.MAX_MONITORS);
  }

  /// Matches in one block of one network that are alerted one by one.
  public OptionalInt matchesPerBlock() {
    return of(TenantLimit.MATCHES_PER_BLOCK);
  }

  /// Matches in a minute of block time on one network that are alerted one by one.
  public OptionalInt matchesPerMinute() {
    return of(TenantLimit.MATCHES_PER_MINUTE);
  }

  /// Calls a minute to endpoints that the tenant brings itself.
  public OptionalInt rpcPerMinute() {
    return of(TenantLimit.RPC_PER_MINUTE);
  }

  /// Deliveries on their way at once, on one node.
  public OptionalInt deliveriesInFlight() {
    return of(TenantLimit.DELIVERIES_IN_FLIGHT);
  }
}
