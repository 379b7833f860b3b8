package org.ozmonitor.server.definition;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.Iterator;
import java.util.Optional;
import org.ozmonitor.core.tenant.TenantId;

/// Owns the table `config_import`: the fingerprint of the tree that a tenant's configuration was
/// last imported from. Stateless.
final class ImportRecord {
  /// Inserts where nothing was imported, replaces only what the caller has seen.
  private static final String REPLACE =
      """
      INSERT INTO config_import AS record (tenant_id, fingerprint, imported_by)
      VALUES ($1, $2, $3)
      ON CONFLICT (tenant_id) DO UPDATE
      SET fingerprint = excluded.fingerprint, imported_by = excluded.imported_by,
          imported_at = ozm_now()
      WHERE record.fingerprint = $4\
      """;

  Future<Optional<String>> find(SqlClient client, TenantId tenant) {
    return client
        .preparedQuery("SELECT fingerprint FROM config_import WHERE tenant_id = $1")
        .execute(Tuple.of(tenant.value()))
        .map(
            rows -> {
              Iterator<Row> found = rows.iterator();
              return found.hasNext() ? Optional.of(found.next().getString(0)) : Optional.empty();
            });
  }

  /// Notes what is being imported; false when another node imported since `expected` was read, so
  /// that an importer that slept through its lease can do no harm.
  Future<Boolean> replace(
      SqlConnection connection,
      TenantId tenant,
      Optional<String> expected,
      String fingerprint,
      String node) {
    return connection
        .preparedQuery(REPLACE)
        .execute(Tuple.of(tenant.value(), fingerprint, node, expected.orElse("")))
        .map(rows -> rows.rowCount() == 1);
  }
}
