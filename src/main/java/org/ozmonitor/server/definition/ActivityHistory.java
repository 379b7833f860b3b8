package org.ozmonitor.server.definition;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.OptionalLong;
import org.ozmonitor.core.tenant.TenantId;

/// When networks had monitors to evaluate, from the configuration log: active ones, of tenants that
/// were served. Stateless.
final class ActivityHistory {
  /// The versions in which a tenant is not served, as `unserved`.
  private static final String UNSERVED =
      """
      unserved AS (
        SELECT tenant_id, range_agg(int8range(from_version, to_version)) AS versions
        FROM config_revision
        WHERE kind = 'tenant' AND document ->> 'status' IN ('suspended', 'inactive')
        GROUP BY tenant_id)
      """;

  /// The start of the last stretch of versions in which at least one monitor was active.
  private static final String FIRST_ACTIVE =
      """
      WITH active AS (
        SELECT range_agg(int8range(from_version, to_version)) AS versions
        FROM config_revision
        WHERE tenant_id = $1 AND kind = 'monitor' AND document -> 'networks' ? $2
          AND NOT (document ->> 'paused')::boolean),
      %s
      SELECT max(lower(stretch))
      FROM active LEFT JOIN unserved ON unserved.tenant_id = $1,
           unnest(active.versions - coalesce(unserved.versions, '{}')) AS stretch\
      """
          .formatted(UNSERVED);

  private static final String END_OF_ACTIVITY =
      """
      WITH active AS (
        SELECT tenant_id, range_agg(int8range(from_version, to_version)) AS versions
        FROM config_revision
        WHERE kind = 'monitor' AND document -> 'networks' ? $1
          AND NOT (document ->> 'paused')::boolean
        GROUP BY tenant_id),
      %s
      SELECT max(coalesce(upper(stretch), 9223372036854775807))
      FROM active LEFT JOIN unserved USING (tenant_id),
           unnest(active.versions - coalesce(unserved.versions, '{}')) AS stretch\
      """
          .formatted(UNSERVED);

  private ActivityHistory() {}

  /// The version with which the last stretch begins; empty when there is none.
  static Future<OptionalLong> first(SqlClient client, TenantId tenant, String networkSlug) {
    return client
        .preparedQuery(FIRST_ACTIVE)
        .execute(Tuple.of(tenant.value(), networkSlug))
        .map(ActivityHistory::version);
  }

  /// The version with which the last stretch of any tenant ends; the greatest number for one that
  /// has not ended, empty when there is none.
  static Future<OptionalLong> end(SqlClient client, String networkSlug) {
    return client
        .preparedQuery(END_OF_ACTIVITY)
        .execute(Tuple.of(networkSlug))
        .map(ActivityHistory::version);
  }

  private static OptionalLong version(RowSet<Row> rows) {
    Long version = rows.iterator().next().getLong(0);
    return version == null ? OptionalLong.empty() : OptionalLong.of(version);
  }
}
