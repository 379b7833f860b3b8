package org.ozmonitor.server.work;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ozmonitor.core.tenant.TenantId;

/// One batch of a parked lane. What monitors fail at is recorded, and the lane moves on as any
/// other
/// does; what stops it, stops it here. Whose fault that is, is asked at once: a trial has no second
/// go at an entry, and a tenant without fault must not stay for that of another. Confined to the
/// worker's context.
final class LaneTrial implements BlockOutcomes {
  private final LaneServices services;
  private final Lane lane;
  private final LaneWalk walk;
  private final Map<TenantId, String> failed = new HashMap<>();
  private final Promise<Void> ended = Promise.promise();

  /// @param configuration of this lane; what earlier trials have recorded is not recorded again
  LaneTrial(LaneServices services, Lane lane, LaneConfiguration configuration) {
    this.services = services;
    this.lane = lane;
    this.walk = new LaneWalk(services, lane, configuration, this, 1);
  }

  /// What a trial came to. Immutable.
  ///
  /// @param moved whether the lane did
  /// @param failed tenants, with the first failure of each
  record Result(boolean moved, Map<TenantId, String> failed) {
    Result {
      failed = Map.copyOf(failed);
    }

    /// Nothing has been tried: the lane stands at the end of the log.
    boolean isNothing() {
      return !moved && failed.isEmpty();
    }
  }

  /// Call once. Fails when the lane was lost.
  Future<Result> run() {
    return walk.walk()
        .<Void>mapEmpty()
        .recover(this::stopped)
        .map(_ -> new Result(walk.progress().committed() > lane.seq(), failed))
        .onComplete(
            _ -> {
              services.metrics().stopped(lane.id());
              ended.complete();
            });
  }

  private Future<Void> stopped(Throwable cause) {
    if (cause instanceof LaneLostException) {
      return Future.failedFuture(cause);
    }
    if (failed.isEmpty()) {
      lane.tenants().forEach(tenant -> failed.put(tenant, cause.toString()));
    }
    return Future.succeededFuture();
  }

  /// Succeeds when nothing runs any more.
  Future<Void> stop() {
    walk.progress().stop();
    return ended.future();
  }

  @Override
  public Future<Void> stored(Lane ofTrial, List<EvaluationErrors.Entry> failures) {
    SettingApart.byTenant(failures).forEach(failed::putIfAbsent);
    return Future.succeededFuture();
  }

  @Override
  public Future<Void> stuck(Lane ofTrial, Map<TenantId, Throwable> culprits, String what) {
    culprits.forEach((tenant, cause) -> failed.putIfAbsent(tenant, cause.toString()));
    return Future.failedFuture(culprits.values().iterator().next());
  }
}
