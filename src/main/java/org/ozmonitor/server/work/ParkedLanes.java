package org.ozmonitor.server.work;

import io.vertx.core.Future;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.ozmonitor.core.lane.LaneKind;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.server.breaker.BreakerState;
import org.ozmonitor.server.breaker.Guarded;
import org.ozmonitor.server.breaker.TenantBreakers;

/// Tries parked lanes of this worker once their breakers are half open: each walks one batch by
/// itself. Tenants without a failure in it go on as a lane that catches up; the others stay where
/// they got to. What another worker has parked is tried after a pause, too. Confined to the
/// worker's context.
final class ParkedLanes {
  private final LaneServices services;
  private final Lanes lanes;
  private final TenantBreakers breakers;
  private final Runnable look;
  private final Set<UUID> known = new HashSet<>();
  private final Map<UUID, LaneTrial> trials = new HashMap<>();

  /// What the trial before had compiled, and which monitors it could not compile: that they cannot
  /// be is recorded by the first trial alone, and keeps no sound monitor out for longer.
  private final Map<UUID, LaneConfiguration> compiled = new HashMap<>();

  /// @param look reads again which lanes there are
  ParkedLanes(LaneServices services, Lanes lanes, TenantBreakers breakers, Runnable look) {
    this.services = services;
    this.lanes = lanes;
    this.breakers = breakers;
    this.look = look;
  }

  /// @param parked those of this worker
  void follow(List<Lane> parked) {
    Set<UUID> ours = parked.stream().map(Lane::id).collect(Collectors.toSet());
    known.retainAll(ours);
    compiled.keySet().retainAll(ours);
    parked.forEach(this::follow);
  }

  private void follow(Lane lane) {
    if (known.add(lane.id())) {
      lane.tenants().forEach(tenant -> breakers.open(guarded(lane, tenant), lane.reason()));
    }
    boolean isShut =
        lane.tenants().stream()
            .anyMatch(tenant -> breakers.state(guarded(lane, tenant)) == BreakerState.OPEN);
    if (!isShut && !trials.containsKey(lane.id())) {
      var trial = new LaneTrial(services, lane, configuration(lane));
      trials.put(lane.id(), trial);
      trial
          .run()
          .compose(result -> conclude(lane, result))
          .onFailure(cause -> services.log().trialFailed(lane, cause))
          .onComplete(_ -> trials.remove(lane.id()));
    }
  }

  private LaneConfiguration configuration(Lane lane) {
    LaneConfiguration before = compiled.get(lane.id());
    LaneConfiguration next =
        before == null ? new LaneConfiguration(services, lane) : before.of(lane);
    compiled.put(lane.id(), next);
    return next;
  }

  private static Guarded guarded(Lane lane, TenantId tenant) {
    return Guarded.lane(tenant, lane.network());
  }

  private Future<Void> conclude(Lane lane, LaneTrial.Result result) {
    if (result.isNothing()) {
      return Future.succeededFuture();
    }
    Map<TenantId, String> failed = result.failed();
    Set<TenantId> well = new HashSet<>(lane.tenants());
    well.removeAll(failed.keySet());
    List<Future<BreakerState>> judged =
        lane.tenants().stream()
            .map(
                tenant -> {
                  String failure = failed.get(tenant);
                  return failure == null
                      ? breakers.succeeded(guarded(lane, tenant))
                      : breakers.failed(guarded(lane, tenant), failure);
                })
            .toList();
    return Future.join(judged).compose(_ -> goOn(lane, well));
  }

  private Future<Void> goOn(Lane lane, Set<TenantId> well) {
    if (well.isEmpty()) {
      return Future.succeededFuture();
    }
    String reason = "circuit breaker is closed";
    Future<Boolean> turned =
        services
            .commits()
            .inTransaction(
                connection ->
                    well.containsAll(lane.tenants())
                        ? lanes.turn(connection, lane, LaneKind.CATCH_UP, lane.worker(), reason)
                        : lanes
                            .leave(connection, lane, well, lane.worker(), LaneKind.CATCH_UP, reason)
                            .map(Optional::isPresent));
    return turned.map(
        done -> {
          if (done) {
            services.log().takenBack(lane, well);
          }
          look.run();
          return null;
        });
  }

  /// Ends what is being tried, each after the entry in hand.
  Future<Void> stopAll() {
    return Future.join(trials.values().stream().map(LaneTrial::stop).toList()).mapEmpty();
  }
}
