package org.ozmonitor.server.definition;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
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

  /// The earliest start, among some tenants, of the last stretch of versions in which at least one
  /// monitor of the tenant was active.
  private static final String FIRST_ACTIVE =
      """
      WITH active AS (
        SELECT tenant_id, range_agg(int8range(from_version, to_version)) AS versions
        FROM config_revision
        WHERE tenant_id = ANY ($1) AND kind = 'monitor' AND document -> 'networks' ? $2
          AND document -> 'paused' = 'false'::jsonb
        GROUP BY tenant_id),
      %s,
      begun AS (
        SELECT max(lower(stretch)) AS version
        FROM active LEFT JOIN unserved USING (tenant_id),
             unnest(active.versions - coalesce(unserved.versions, '{}')) AS stretch
        GROUP BY tenant_id)
      SELECT min(version) FROM begun\
      """
          .formatted(UNSERVED.stripTrailing());

  private static final String END_OF_ACTIVITY =
      """
      WITH active AS (
        SELECT tenant_id, range_agg(int8range(from_version, to_version)) AS versions
        FROM config_revision
        WHERE kind = 'monitor' AND document -> 'networks' ? $1
          AND document -> 'paused' = 'false'::jsonb
        GROUP BY tenant_id),
      %s
      SELECT max(coalesce(upper(stretch), 9223372036854775807))
      FROM active LEFT JOIN unserved USING (tenant_id),
           unnest(active.versions - coalesce(unserved.versions, '{}')) AS stretch\
      """
          .formatted(UNSERVED);

  private ActivityHistory() {}

  /// The version with which the last stretch of the first of some tenants begins; empty when there
  /// is none.
  static Future<OptionalLong> first(SqlClient client, Set<TenantId> tenants, String networkSlug) {
    return client
        .preparedQuery(FIRST_ACTIVE)
        .execute(
            Tuple.tuple()
                .addArrayOfUUID(tenants.stream().map(TenantId::value).toArray(UUID[]::new))
                .addString(networkSlug))
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
