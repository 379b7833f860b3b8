package org.ozmonitor.server.balance;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.ozmonitor.core.balance.Assignment;
import org.ozmonitor.core.balance.AssignmentReason;
import org.ozmonitor.core.tenant.TenantId;

/// Owns the table `assignments`: which worker evaluates a tenant. Only the leader writes it, in
/// transactions that hold its lease. Thread-safe.
public final class Assignments {
  private static final String WRITE =
      """
      INSERT INTO assignments (tenant_id, worker, home, priority, version, reason)
      SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::smallint[], $5::bigint[],
                           $6::text[])
      ON CONFLICT (tenant_id) DO UPDATE
        SET worker = excluded.worker, home = excluded.home, priority = excluded.priority,
            version = excluded.version, reason = excluded.reason,
            assigned_at = CASE WHEN assignments.version = excluded.version
                               THEN assignments.assigned_at ELSE excluded.assigned_at END\
      """;

  private static final String LIST =
      """
      SELECT t.slug, a.tenant_id, a.worker, a.priority, a.version, a.reason, a.assigned_at
      FROM assignments a JOIN tenants t ON t.id = a.tenant_id
      WHERE $1::text IS NULL OR t.slug = $1 OR t.id::text = $1
      ORDER BY t.slug LIMIT $2\
      """;

  private static final String COUNT =
      """
      SELECT worker, count(*)::int FROM assignments WHERE worker IS NOT NULL GROUP BY worker\
      """;

  /// An assignment for people to look at. Immutable.
  ///
  /// @param tenant slug
  /// @param worker empty when the tenant fits nowhere
  public record Listed(
      String tenant,
      UUID id,
      Optional<String> worker,
      int priority,
      long version,
      String reason,
      OffsetDateTime assignedAt) {}

  /// All assignments, by tenant.
  public Future<Map<TenantId, Assignment>> load(SqlClient client) {
    return client
        .preparedQuery("SELECT tenant_id, worker, home, priority, version, reason FROM assignments")
        .execute()
        .map(Assignments::byTenant);
  }

  /// Adds and replaces assignments, in the order of tenants.
  Future<Void> write(SqlConnection connection, Collection<Assignment> changed) {
    if (changed.isEmpty()) {
      return Future.succeededFuture();
    }
    List<Assignment> sorted =
        changed.stream().sorted(Comparator.comparing(it -> it.tenant().value())).toList();
    return connection
        .preparedQuery(WRITE)
        .execute(
            Tuple.tuple()
                .addArrayOfUUID(sorted.stream().map(it -> it.tenant().value()).toArray(UUID[]::new))
                .addArrayOfString(
                    sorted.stream().map(it -> it.worker().orElse(null)).toArray(String[]::new))
                .addArrayOfString(
                    sorted.stream().map(it -> it.home().orElse(null)).toArray(String[]::new))
                .addArrayOfShort(
                    sorted.stream().map(it -> (short) it.priority()).toArray(Short[]::new))
                .addArrayOfLong(sorted.stream().map(Assignment::version).toArray(Long[]::new))
                .addArrayOfString(
                    sorted.stream().map(it -> it.reason().toString()).toArray(String[]::new)))
        .mapEmpty();
  }

  /// Removes the assignments of tenants that need no worker any more.
  Future<Void> release(SqlConnection connection, Set<TenantId> tenants) {
    return tenants.isEmpty()
        ? Future.succeededFuture()
        : connection
            .preparedQuery("DELETE FROM assignments WHERE tenant_id = ANY ($1)")
            .execute(
                Tuple.tuple()
                    .addArrayOfUUID(
                        tenants.stream().map(TenantId::value).sorted().toArray(UUID[]::new)))
            .mapEmpty();
  }

  /// Assignments by the slugs of their tenants.
  ///
  /// @param tenant slug or id of the only one; empty: all
  public Future<List<Listed>> list(SqlClient client, Optional<String> tenant, int limit) {
    return client
        .preparedQuery(LIST)
        .execute(Tuple.of(tenant.orElse(null), limit))
        .map(
            rows ->
                StreamSupport.stream(rows.spliterator(), false).map(Assignments::listed).toList());
  }

  /// The number of tenants of each worker that has any.
  public Future<Map<String, Integer>> counts(SqlClient client) {
    return client
        .preparedQuery(COUNT)
        .execute()
        .map(
            rows -> {
              Map<String, Integer> counts = new HashMap<>();
              rows.forEach(row -> counts.put(row.getString(0), row.getInteger(1)));
              return counts;
            });
  }

  private static Listed listed(Row row) {
    return new Listed(
        row.getString(0),
        row.getUUID(1),
        Optional.ofNullable(row.getString(2)),
        row.getShort(3),
        row.getLong(4),
        row.getString(5),
        row.getOffsetDateTime(6));
  }

  private static Map<TenantId, Assignment> byTenant(RowSet<Row> rows) {
    Map<TenantId, Assignment> found = HashMap.newHashMap(rows.size());
    for (Row row : rows) {
      var tenant = new TenantId(row.getUUID(0));
      found.put(
          tenant,
          new Assignment(
              tenant,
              Optional.ofNullable(row.getString(1)),
              Optional.ofNullable(row.getString(2)),
              row.getShort(3),
              row.getLong(4),
              AssignmentReason.find(row.getString(5)).orElseThrow()));
    }
    return found;
  }
}
