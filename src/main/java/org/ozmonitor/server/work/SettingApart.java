package org.ozmonitor.server.work;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.ozmonitor.core.lane.LaneKind;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.server.breaker.BreakerState;
import org.ozmonitor.server.breaker.Guarded;
import org.ozmonitor.server.breaker.TenantBreakers;
import org.ozmonitor.server.postgres.Database;

/// Takes tenants out of a lane when their breaker opens: they keep their place in a lane that is
/// parked, and the others go on at once. A tenant that has a main lane for itself stays: there is
/// nobody to protect. Lanes aside are not judged. Thread-safe.
final class SettingApart implements BlockOutcomes {
  /// Above the limit that the server sets to transactions: the lane waits for it.
  private static final Duration TIMEOUT = Duration.ofSeconds(15);

  private final Database database;
  private final Lanes lanes;
  private final TenantBreakers breakers;
  private final WorkLog log;

  SettingApart(Database database, Lanes lanes, TenantBreakers breakers, WorkLog log) {
    this.database = database;
    this.lanes = lanes;
    this.breakers = breakers;
    this.log = log;
  }

  @Override
  public Future<Void> stored(Lane lane, List<EvaluationErrors.Entry> failures) {
    Set<TenantId> tried = breakers.halfOpen(lane.network());
    if (lane.kind().isAside() || (failures.isEmpty() && tried.isEmpty())) {
      return Future.succeededFuture();
    }
    Map<TenantId, String> failed = byTenant(failures);
    Set<TenantId> open = new HashSet<>();
    List<Future<BreakerState>> judged =
        failed.entrySet().stream()
            .map(
                it ->
                    breakers
                        .failed(Guarded.lane(it.getKey(), lane.network()), it.getValue())
                        .onSuccess(
                            state -> {
                              if (state == BreakerState.OPEN) {
                                open.add(it.getKey());
                              }
                            }))
            .toList();
    return Future.join(judged)
        .compose(_ -> succeeded(lane, tried, failed.keySet()))
        .compose(
            _ ->
                open.isEmpty()
                    ? Future.succeededFuture()
                    : apart(lane, open, "circuit breaker is open: its monitors fail"));
  }

  /// Those that are being tried in this very lane, and did not fail.
  private Future<Void> succeeded(Lane lane, Set<TenantId> tried, Set<TenantId> failed) {
    return Future.join(
            tried.stream()
                .filter(tenant -> lane.tenants().contains(tenant) && !failed.contains(tenant))
                .map(tenant -> breakers.succeeded(Guarded.lane(tenant, lane.network())))
                .toList())
        .mapEmpty();
  }

  /// What failed first, of each tenant.
  static Map<TenantId, String> byTenant(List<EvaluationErrors.Entry> failures) {
    return failures.stream()
        .collect(
            Collectors.toMap(
                EvaluationErrors.Entry::tenant,
                it -> "monitor " + it.monitor() + ": " + it.error(),
                (first, _) -> first));
  }

  @Override
  public Future<Void> stuck(Lane lane, Map<TenantId, Throwable> culprits, String what) {
    culprits.forEach(
        (tenant, cause) ->
            breakers.open(Guarded.lane(tenant, lane.network()), what + ": " + cause.getMessage()));
    return apart(lane, culprits.keySet(), "circuit breaker is open: " + what);
  }

  private Future<Void> apart(Lane lane, Set<TenantId> tenants, String reason) {
    boolean isAll = tenants.containsAll(lane.tenants());
    if (isAll && lane.kind() == LaneKind.MAIN) {
      return Future.succeededFuture();
    }
    Future<Boolean> parked =
        database
            .inTransaction(
                connection ->
                    isAll
                        ? lanes.turn(connection, lane, LaneKind.PARKED, lane.worker(), reason)
                        : lanes
                            .leave(
                                connection, lane, tenants, lane.worker(), LaneKind.PARKED, reason)
                            .map(Optional::isPresent))
            .timeout(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    return parked.compose(
        done -> {
          if (done) {
            log.setApart(lane, tenants, reason);
          }
          return Future.failedFuture(new LaneLostException(lane.id(), lane.seq(), lane.epoch()));
        });
  }
}
