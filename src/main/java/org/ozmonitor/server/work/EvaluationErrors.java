package org.ozmonitor.server.work;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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

  private static final String SEQS =
      """
      SELECT DISTINCT seq FROM evaluation_errors
      WHERE tenant_id = ANY ($1) AND network_id = $2 AND seq BETWEEN $3 AND $4
      """;

  private static final String AT =
      """
      SELECT tenant_id, monitor_id, error FROM evaluation_errors
      WHERE tenant_id = ANY ($1) AND network_id = $2 AND seq = $3
      """;

  private static final String FORGIVE =
      """
      DELETE FROM evaluation_errors
      WHERE tenant_id = $1 AND monitor_id = $2 AND network_id = $3 AND seq = $4
      """;

  private static final String NEWEST =
      """
      SELECT e.created_at, t.slug AS tenant, e.seq, e.error,
        coalesce((SELECT slug FROM config_revision r
                  WHERE r.kind = 'monitor' AND r.entity_id = e.monitor_id
                  ORDER BY revision DESC LIMIT 1), e.monitor_id::text) AS monitor,
        coalesce((SELECT slug FROM config_revision r
                  WHERE r.kind = 'network' AND r.entity_id = e.network_id
                  ORDER BY revision DESC LIMIT 1), e.network_id::text) AS network,
        coalesce((SELECT height FROM block_log b
                  WHERE b.network_id = e.network_id AND b.seq = e.seq), -1) AS height
      FROM evaluation_errors e JOIN tenants t ON t.id = e.tenant_id
      WHERE $1::text IS NULL OR t.slug = $1::text
      ORDER BY e.created_at DESC, e.seq DESC LIMIT $2
      """;

  /// A failure as people see it. Immutable.
  ///
  /// @param tenant slug
  /// @param monitor its key, or its id where nothing is known of it any more
  /// @param network slug, or its id
  /// @param height of the block, -1 where the log has no such entry any more
  public record Recorded(
      OffsetDateTime at,
      String tenant,
      String monitor,
      String network,
      long seq,
      long height,
      String error) {}

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

  /// The entries of a stretch at which monitors of some tenants have failed.
  Future<Set<Long>> seqs(
      SqlClient client, NetworkId network, Set<TenantId> tenants, long first, long last) {
    return client
        .preparedQuery(SEQS)
        .execute(
            Tuple.tuple()
                .addArrayOfUUID(Matches.ids(tenants))
                .addUUID(network.value())
                .addLong(first)
                .addLong(last))
        .map(
            rows -> {
              Set<Long> seqs = new HashSet<>();
              rows.forEach(row -> seqs.add(row.getLong(0)));
              return seqs;
            });
  }

  /// What monitors of some tenants could not do at an entry.
  Future<List<Entry>> at(
      SqlConnection connection, NetworkId network, Set<TenantId> tenants, long seq) {
    return connection
        .preparedQuery(AT)
        .execute(
            Tuple.tuple()
                .addArrayOfUUID(Matches.ids(tenants))
                .addUUID(network.value())
                .addLong(seq))
        .map(
            rows -> {
              List<Entry> entries = new ArrayList<>();
              rows.forEach(
                  row ->
                      entries.add(
                          new Entry(
                              new TenantId(row.getUUID(0)), row.getUUID(1), row.getString(2))));
              return entries;
            });
  }

  /// Removes failures at an entry.
  Future<Void> forgive(SqlConnection connection, NetworkId network, long seq, List<Entry> entries) {
    if (entries.isEmpty()) {
      return Future.succeededFuture();
    }
    List<Tuple> tuples =
        entries.stream()
            .map(it -> Tuple.of(it.tenant().value(), it.monitor(), network.value(), seq))
            .toList();
    return connection.preparedQuery(FORGIVE).executeBatch(tuples).mapEmpty();
  }

  /// The newest failures.
  ///
  /// @param tenant slug, empty: of all
  public Future<List<Recorded>> newest(SqlClient client, Optional<String> tenant, int limit) {
    return client
        .preparedQuery(NEWEST)
        .execute(Tuple.tuple().addString(tenant.orElse(null)).addInteger(limit))
        .map(
            rows -> {
              List<Recorded> found = new ArrayList<>();
              rows.forEach(row -> found.add(recorded(row)));
              return found;
            });
  }

  private static Recorded recorded(Row row) {
    return new Recorded(
        row.getOffsetDateTime("created_at"),
        row.getString("tenant"),
        row.getString("monitor"),
        row.getString("network"),
        row.getLong("seq"),
        row.getLong("height"),
        row.getString("error"));
  }

  private static String storable(String error) {
    String cut = error.length() > MAX_LENGTH ? error.substring(0, MAX_LENGTH) : error;
    return StorableText.of(cut);
  }
}
