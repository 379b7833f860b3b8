package org.ozmonitor.server.work;

import io.vertx.core.Future;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.json.StorableText;
import org.ozmonitor.core.tenant.TenantId;

/// Owns the table `evaluation_errors`: what a monitor could not do at an entry of the block log.
/// Thread-safe.
public final class EvaluationErrors {
  /// Characters of a stored error; the rest is cut off.
  static final int MAX_LENGTH = 2_000;

  private static final String RECORD =
      """
      INSERT INTO evaluation_errors (tenant_id, monitor_id, network_id, seq, error)
      VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT (tenant_id, monitor_id, network_id, seq) DO UPDATE SET error = excluded.error
      """;

  private static final String REMOVE =
      """
      DELETE FROM evaluation_errors WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM evaluation_errors, (SELECT ozm_now() AS at OFFSET 0) now
        WHERE created_at < now.at - $1::bigint * interval '1 ms' LIMIT $2::integer))\
      """;

  /// A failure of one monitor at one entry. Immutable.
  public record Entry(TenantId tenant, UUID monitor, String error) {}

  /// Records failures at an entry; a repeat replaces the earlier text.
  public Future<Void> record(
      SqlConnection connection, NetworkId network, long seq, List<Entry> entries) {
    if (entries.isEmpty()) {
      return Future.succeededFuture();
    }
    List<Tuple> tuples =
        entries.stream()
            .map(
                entry ->
                    Tuple.of(
                        entry.tenant().value(),
                        entry.monitor(),
                        network.value(),
                        seq,
                        storable(entry.error())))
            .toList();
    return connection.preparedQuery(RECORD).executeBatch(tuples).mapEmpty();
  }

  /// Removes failures that are older than `age`. Returns how many.
  ///
  /// @param limit at least 1
  public Future<Integer> removeOlder(SqlClient client, Duration age, int limit) {
    return client
        .preparedQuery(REMOVE)
        .execute(Tuple.of(age.toMillis(), limit))
        .map(RowSet::rowCount);
  }

  private static String storable(String error) {
    String cut = error.length() > MAX_LENGTH ? error.substring(0, MAX_LENGTH) : error;
    return StorableText.of(cut);
  }
}
