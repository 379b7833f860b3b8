package org.ozmonitor.server.balance;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.ozmonitor.core.tenant.TenantId;

/// How much was found for each tenant lately, as of some minutes ago: counting is dear, and tenants
/// are not placed for a whim. Confined to the leader's context.
final class RecentMatches {
  private static final Duration AGE = Duration.ofMinutes(5);

  private final Supplier<Future<Map<TenantId, Long>>> count;
  private final LongSupplier nanoTime;
  private final BalanceLog log;
  private Map<TenantId, Long> known = Map.of();
  private long countedNanos;
  private boolean counted;

  /// @param count of the last hour, for tenants with any
  /// @param nanoTime monotonic
  RecentMatches(
      Supplier<Future<Map<TenantId, Long>>> count, LongSupplier nanoTime, BalanceLog log) {
    this.count = count;
    this.nanoTime = nanoTime;
    this.log = log;
  }

  /// The same map as long as it was not counted again. Never fails: what cannot be counted stays as
  /// it was.
  Future<Map<TenantId, Long>> lastHour() {
    long now = nanoTime.getAsLong();
    if (counted && now - countedNanos < AGE.toNanos()) {
      return Future.succeededFuture(known);
    }
    counted = true;
    countedNanos = now;
    return count
        .get()
        .onFailure(log::matchesNotCounted)
        .map(
            found -> {
              known = found;
              return known;
            })
        .otherwise(_ -> known);
  }
}
