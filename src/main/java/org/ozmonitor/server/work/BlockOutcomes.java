package org.ozmonitor.server.work;

import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import org.ozmonitor.core.tenant.TenantId;

/// Is told what the walk of a lane comes to, as far as tenants are to blame. A failed future ends
/// the walk; with {@link LaneLostException} the lane is read again. Confined to the lane's context.
interface BlockOutcomes {
  /// A block was evaluated and stored.
  ///
  /// @param failures of monitors, which are recorded
  Future<Void> stored(Lane lane, List<EvaluationErrors.Entry> failures);

  /// An entry cannot be passed because of some tenants, and can be passed without them.
  ///
  /// @param culprits with what failed
  /// @param what is the matter with them, for people
  Future<Void> stuck(Lane lane, Map<TenantId, Throwable> culprits, String what);
}
