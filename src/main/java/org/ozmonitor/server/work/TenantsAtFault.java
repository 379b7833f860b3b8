package org.ozmonitor.server.work;

import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.server.postgres.SqlState;

/// Finds the tenants whose matches alone keep a block from being stored, by halving. Where all of
/// several fail, or nothing can be stored at all, it is nobody's fault: a full disk and a database
/// that is down are not.
///
/// @param trial stores without keeping anything; fails when storing would
record TenantsAtFault(Function<Evaluated, Future<Void>> trial) {
  /// @param tenants the results of each by itself
  /// @return with what failed; empty when it is nobody's fault
  Future<Map<TenantId, Throwable>> among(List<Evaluated> tenants) {
    return trial
        .apply(Evaluated.NOTHING)
        .compose(_ -> halve(tenants))
        .map(
            culprits ->
                tenants.size() > 1 && culprits.size() == tenants.size()
                    ? Map.<TenantId, Throwable>of()
                    : culprits)
        .otherwise(Map.of());
  }

  private Future<Map<TenantId, Throwable>> halve(List<Evaluated> tenants) {
    return trial
        .apply(Evaluated.together(tenants))
        .map(Map.<TenantId, Throwable>of())
        .recover(cause -> halve(tenants, cause));
  }

  private Future<Map<TenantId, Throwable>> halve(List<Evaluated> tenants, Throwable cause) {
    if (isNobodys(cause)) {
      return Future.failedFuture(cause);
    }
    if (tenants.size() == 1) {
      return Future.succeededFuture(Map.of(tenants.getFirst().tenant(), cause));
    }
    int half = tenants.size() / 2;
    return halve(tenants.subList(0, half))
        .compose(
            found ->
                halve(tenants.subList(half, tenants.size()))
                    .map(
                        others -> {
                          Map<TenantId, Throwable> all = new HashMap<>(found);
                          all.putAll(others);
                          return all;
                        }));
  }

  /// Locks, resources of the server, its coming and going, and whatever the server did not say.
  private static boolean isNobodys(Throwable cause) {
    return SqlState.code(cause)
        .map(
            code ->
                switch (code.substring(0, 2)) {
                  case "08", "40", "53", "55", "58" -> true;
                  case "57" -> !code.equals("57014"); // a statement that took too long
                  default -> false;
                })
        .orElse(true);
  }
}
