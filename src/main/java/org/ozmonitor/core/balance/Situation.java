package org.ozmonitor.core.balance;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ozmonitor.core.tenant.TenantId;

/// All that a plan is made from. Immutable; the collections must not change any more.
///
/// @param workers those that give signs of life
/// @param stopped workers that said that they stop; who else is missing has failed
/// @param demands each tenant once
/// @param assignments by tenant
/// @param walkedBy the worker that walks the lanes of a tenant without an assignment
/// @param moves that operators want, oldest first
public record Situation(
    Rules rules,
    List<LiveWorker> workers,
    Set<String> stopped,
    List<TenantDemand> demands,
    Map<TenantId, Assignment> assignments,
    Map<TenantId, String> walkedBy,
    List<Move> moves,
    Evening evening) {
  /// What does not change from plan to plan.
  ///
  /// @param limit on the tenants of a worker, at least 1
  /// @param threshold unevenness that is put up with, 0 to 1
  public record Rules(PlacementStrategy strategy, int limit, double threshold) {}

  /// A tenant shall go to a worker.
  ///
  /// @param request its number, see {@link Outcome}
  public record Move(long request, TenantId tenant, String worker) {}

  /// Whether workers are evened out.
  public enum Evening {
    /// It is too early.
    NOT_NOW,
    /// Where the unevenness is above the threshold.
    IF_UNEVEN,
    /// As far as possible, since an operator wants it.
    FULLY
  }
}
