package org.ozmonitor.server.work;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.ozmonitor.core.chain.BlockRef;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.tenant.TenantId;

/// Owns the table `matches`.
///
/// Each change of a match is guarded by its `seq`: it applies only to a lower one, so a late repeat
/// of an old entry changes nothing. Rows are locked in id order. Thread-safe.
public final class Matches {
  /// Rows of one statement.
  private static final int BATCH = 500;

  private static final Comparator<MatchRow> BY_ID =
      Comparator.<MatchRow, UUID>comparing(row -> row.tenant().value()).thenComparing(MatchRow::id);

  private static final String UPSERT =
      """
      INSERT INTO matches (tenant_id, id, monitor_id, revision, network_id, seq, height, block_hash,
                           transaction_id, state, payload)
      SELECT tenant_id, id, monitor_id, revision, network_id, seq, height, block_hash,
             transaction_id, 'detected', payload::jsonb
      FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::integer[], $5::uuid[], $6::bigint[],
                  $7::bigint[], $8::text[], $9::text[], $10::text[])
        AS row (tenant_id, id, monitor_id, revision, network_id, seq, height, block_hash,
                transaction_id, payload)
      ON CONFLICT (tenant_id, id) DO UPDATE
        SET revision = excluded.revision, seq = excluded.seq, height = excluded.height,
            block_hash = excluded.block_hash, state = excluded.state, payload = excluded.payload
        WHERE matches.seq < excluded.seq
      RETURNING id
      """;

  private static final String STANDING =
      """
      SELECT tenant_id, id FROM matches
      WHERE tenant_id = ANY ($1) AND network_id = $2 AND height = $3 AND block_hash = $4
        AND seq < $5 AND state <> 'retracted'
      ORDER BY tenant_id, id
      """;

  private static final String RETRACT =
      """
      UPDATE matches SET state = 'retracted', seq = $3
      WHERE tenant_id = $1 AND id = ANY ($2) AND seq < $3
      RETURNING id
      """;

  /// A stored match, by key. Immutable.
  public record Key(TenantId tenant, UUID id) {}

  /// Stores the matches of one entry as `detected`. Returns the ids of the rows that changed; a row
  /// whose `seq` is not lower stays as it is.
  ///
  /// @param rows no id twice
  public Future<Set<UUID>> upsert(SqlConnection connection, Collection<MatchRow> rows) {
    List<MatchRow> sorted = rows.stream().sorted(BY_ID).toList();
    Future<Set<UUID>> changed = Future.succeededFuture(new HashSet<>());
    for (int from = 0; from < sorted.size(); from += BATCH) {
      List<MatchRow> batch = sorted.subList(from, Math.min(sorted.size(), from + BATCH));
      changed = changed.compose(before -> upsertBatch(connection, batch, before));
    }
    return changed;
  }

  private static Future<Set<UUID>> upsertBatch(
      SqlConnection connection, List<MatchRow> rows, Set<UUID> changed) {
    var tuple =
        Tuple.of(
            column(rows, row -> row.tenant().value(), UUID[]::new),
            column(rows, MatchRow::id, UUID[]::new),
            column(rows, MatchRow::monitor, UUID[]::new),
            column(rows, MatchRow::revision, Integer[]::new),
            column(rows, row -> row.network().value(), UUID[]::new));
    tuple
        .addValue(column(rows, MatchRow::seq, Long[]::new))
        .addValue(column(rows, MatchRow::height, Long[]::new))
        .addValue(column(rows, MatchRow::blockHash, String[]::new))
        .addValue(column(rows, MatchRow::transactionId, String[]::new))
        .addValue(column(rows, MatchRow::payload, String[]::new));
    return connection
        .preparedQuery(UPSERT)
        .execute(tuple)
        .map(
            result -> {
              result.forEach(row -> changed.add(row.getUUID(0)));
              return changed;
            });
  }

  private static <T> T[] column(
      List<MatchRow> rows, Function<MatchRow, T> value, java.util.function.IntFunction<T[]> array) {
    return rows.stream().map(value).toArray(array);
  }

  /// The matches of a block that stand and were caused by an earlier entry than `seq`, in id order.
  public Future<List<Key>> standing(
      SqlConnection connection,
      NetworkId network,
      Collection<TenantId> tenants,
      BlockRef block,
      long seq) {
    var ids = tenants.stream().map(TenantId::value).sorted().toArray(UUID[]::new);
    return connection
        .preparedQuery(STANDING)
        .execute(Tuple.of(ids, network.value(), block.height(), block.hash(), seq))
        .map(Matches::keys);
  }

  /// Sets matches retracted at `seq`. Returns those that changed; one whose `seq` is not lower
  /// stays
  /// as it is. The deliveries of these matches must be locked before.
  public Future<Set<UUID>> retract(
      SqlConnection connection, TenantId tenant, Collection<UUID> matches, long seq) {
    var ids = matches.stream().sorted().toArray(UUID[]::new);
    return connection
        .preparedQuery(RETRACT)
        .execute(Tuple.of(tenant.value(), ids, seq))
        .map(
            rows -> {
              Set<UUID> changed = new HashSet<>();
              rows.forEach(row -> changed.add(row.getUUID(0)));
              return changed;
            });
  }

  private static List<Key> keys(RowSet<Row> rows) {
    var keys = new ArrayList<Key>();
    rows.forEach(row -> keys.add(new Key(new TenantId(row.getUUID(0)), row.getUUID(1))));
    return keys;
  }
}
