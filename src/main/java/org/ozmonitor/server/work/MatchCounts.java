package org.ozmonitor.server.work;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.util.HashMap;
import java.util.Map;
import org.ozmonitor.core.tenant.TenantId;

/// Counts matches for those who share out work; the rows belong to {@link Matches}. Thread-safe.
public final class MatchCounts {
  /// `ozm_now()` is volatile: compared directly it could use no index. Both ends, so that the
  /// server expects few rows.
  private static final String LAST_HOUR =
      """
      SELECT tenant_id, count(*) FROM matches
      WHERE created_at > (SELECT ozm_now() - interval '1 hour')
        AND created_at <= (SELECT ozm_now())
      GROUP BY tenant_id\
      """;

  /// How much was found in the last hour, for tenants with any.
  public Future<Map<TenantId, Long>> lastHour(SqlClient client) {
    return client
        .query(LAST_HOUR)
        .execute()
        .map(
            rows -> {
              Map<TenantId, Long> counts = new HashMap<>();
              rows.forEach(row -> counts.put(new TenantId(row.getUUID(0)), row.getLong(1)));
              return counts;
            });
  }
}
