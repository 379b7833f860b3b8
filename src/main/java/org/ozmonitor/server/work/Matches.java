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
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.ozmonitor.core.alert.Awaited;
import org.ozmonitor.core.chain.BlockRef;
import org.ozmonitor.core.chain.Finality;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.server.postgres.IdOrder;

/// Owns the table `matches`.
///
/// Each change of a match is guarded by its `seq`: it applies only to a lower one, so a late repeat
/// of an old entry changes nothing. Rows are locked in id order. Thread-safe.
public final class Matches {
  /// Rows of one statement.
  private static final int BATCH = 500;

  /// Characters of the payloads of one statement, unless a single one has more: what a chain makes
  /// large must not make a statement that no server takes.
  private static final long BATCH_CHARACTERS = 4_000_000;

  private static final Comparator<MatchRow> BY_ID =
      Comparator.<MatchRow, UUID>comparing(row -> row.tenant().value(), IdOrder.BY_BYTES)
          .thenComparing(MatchRow::id, IdOrder.BY_BYTES);

  private static final String ROWS =
      """
      INSERT INTO matches (tenant_id, id, monitor_id, revision, network_id, seq, height, block_hash,
                           block_time, transaction_id, state, confirm_at, confirm_level,
                           noise_order, suppressed_by, suppressed_before, match_json, variables,
                           created_at)
      SELECT row.*, (SELECT ozm_now())
      FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::integer[], $5::uuid[], $6::bigint[],
                  $7::bigint[], $8::text[], $9::bigint[], $10::text[], $11::text[], $12::bigint[],
                  $13::text[], $14::bigint[], $15::uuid[], $16::bigint[], $17::text[],
                  $18::text[]) AS row
      """;

  private static final String INSERT = ROWS + "ON CONFLICT DO NOTHING RETURNING id";

  private static final String UPSERT =
      ROWS
          + """
          ON CONFLICT (tenant_id, id) DO UPDATE
            SET revision = excluded.revision, seq = excluded.seq, height = excluded.height,
                block_hash = excluded.block_hash, block_time = excluded.block_time,
                state = excluded.state, confirm_at = excluded.confirm_at,
                confirm_level = excluded.confirm_level, noise_order = excluded.noise_order,
                suppressed_by = excluded.suppressed_by,
                suppressed_before = excluded.suppressed_before,
                match_json = excluded.match_json, variables = excluded.variables
            WHERE matches.seq < excluded.seq
              AND (matches.state = 'retracted' OR matches.block_hash <> excluded.block_hash)
          RETURNING id
          """;

  private static final String STANDING =
      """
      SELECT tenant_id, id, noise_order IS NOT NULL AND state <> 'suppressed' AS keeps_back
      FROM matches
      WHERE tenant_id = ANY ($1) AND network_id = $2 AND height = $3 AND block_hash = $4
        AND seq < $5 AND state <> 'retracted'
      ORDER BY tenant_id, id FOR NO KEY UPDATE
      """;

  private static final String SCREENED =
      """
      UPDATE matches
      SET state = CASE WHEN NOT $4 THEN 'filtered' WHEN confirm_at IS NULL THEN 'confirmed'
                       ELSE 'detected' END,
          confirm_at = CASE WHEN $4 THEN confirm_at END,
          confirm_level = CASE WHEN $4 THEN confirm_level END
      WHERE tenant_id = $1 AND id = $2 AND seq = $3 AND state = 'screening'
      RETURNING state\
      """;

  private static final String RETRACT =
      """
      UPDATE matches SET state = 'retracted', seq = $3, confirm_at = NULL, confirm_level = NULL
      WHERE tenant_id = $1 AND id = ANY ($2) AND seq < $3
      RETURNING id
      """;

  /// A match that stands. Immutable.
  ///
  /// @param mayKeepBack whether others may have been kept back because of it
  record Standing(Key key, boolean mayKeepBack) {}

  /// A stored match, by key. Immutable.
  public record Key(TenantId tenant, UUID id) {}

  /// Stores those matches of one entry that are not there yet, and returns their ids. The others
  /// stay as they are.
  ///
  /// @param rows no id twice
  Future<Set<UUID>> insert(SqlConnection connection, Collection<MatchRow> rows) {
    return store(connection, INSERT, rows);
  }

  /// Stores the matches of one entry. Returns the ids of the rows that changed: a row whose `seq`
  /// is not lower stays as it is, and so does one that stands in this very block already.
  ///
  /// @param rows no id twice
  Future<Set<UUID>> upsert(SqlConnection connection, Collection<MatchRow> rows) {
    return store(connection, UPSERT, rows);
  }

  private static Future<Set<UUID>> store(
      SqlConnection connection, String statement, Collection<MatchRow> rows) {
    List<MatchRow> sorted = rows.stream().sorted(BY_ID).toList();
    Future<Set<UUID>> changed = Future.succeededFuture(new HashSet<>());
    for (int from = 0; from < sorted.size(); ) {
      List<MatchRow> batch = sorted.subList(from, batchEnd(sorted, from));
      changed = changed.compose(before -> storeBatch(connection, statement, batch, before));
      from += batch.size();
    }
    return changed;
  }

  /// @param from index of a row
  static int batchEnd(List<MatchRow> rows, int from) {
    int most = Math.min(rows.size(), from + BATCH);
    long characters = rows.get(from).length();
    int end = from + 1;
    while (end < most && characters + rows.get(end).length() <= BATCH_CHARACTERS) {
      characters += rows.get(end).length();
      end++;
    }
    return end;
  }

  private static Future<Set<UUID>> storeBatch(
      SqlConnection connection, String statement, List<MatchRow> rows, Set<UUID> changed) {
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
        .addValue(column(rows, MatchRow::blockTime, Long[]::new))
        .addValue(column(rows, MatchRow::transactionId, String[]::new))
        .addValue(column(rows, row -> row.state().word(), String[]::new))
        .addValue(column(rows, row -> height(row.awaited()), Long[]::new))
        .addValue(column(rows, row -> level(row.awaited()), String[]::new))
        .addValue(column(rows, row -> row.noise().map(NoiseMark::order).orElse(null), Long[]::new))
        .addValue(
            column(
                rows,
                row -> row.noise().flatMap(NoiseMark::suppressedBy).orElse(null),
                UUID[]::new))
        .addValue(
            column(
                rows, row -> row.noise().map(NoiseMark::suppressedBefore).orElse(0L), Long[]::new))
        .addValue(column(rows, row -> row.content().json(), String[]::new))
        .addValue(column(rows, row -> row.content().variablesJson(), String[]::new));
    return connection
        .preparedQuery(statement)
        .execute(tuple)
        .map(
            result -> {
              result.forEach(row -> changed.add(row.getUUID(0)));
              return changed;
            });
  }

  private static @Nullable Long height(Awaited awaited) {
    return switch (awaited) {
      case Awaited.Nothing _ -> null;
      case Awaited.Height(long height) -> height;
      case Awaited.Level(Finality _, long height) -> height;
    };
  }

  private static @Nullable String level(Awaited awaited) {
    return awaited instanceof Awaited.Level(Finality level, long _) ? level.word() : null;
  }

  private static <T extends @Nullable Object> T[] column(
      List<MatchRow> rows, Function<MatchRow, T> value, IntFunction<T[]> array) {
    return rows.stream().map(value).toArray(array);
  }

  /// The matches of a block that stand and were caused by an earlier entry than `seq`, in id order,
  /// locked: who is about to say what becomes of one of them is waited for, or comes too late.
  Future<List<Standing>> standing(
      SqlConnection connection,
      NetworkId network,
      Collection<TenantId> tenants,
      BlockRef block,
      long seq) {
    return connection
        .preparedQuery(STANDING)
        .execute(Tuple.of(ids(tenants), network.value(), block.height(), block.hash(), seq))
        .map(
            rows -> {
              List<Standing> standing = new ArrayList<>(rows.size());
              rows.forEach(row -> standing.add(new Standing(key(row), row.getBoolean(2))));
              return standing;
            });
  }

  /// Ends the screening of a match and answers its state: filtered, detected, or confirmed where
  /// nothing is awaited any more. Empty when the match has moved on: then it stays as it is.
  ///
  /// @param seq of the entry that caused what was screened
  /// @param kept whether its filter scripts keep it
  public Future<Optional<MatchState>> screened(
      SqlConnection connection, TenantId tenant, UUID match, long seq, boolean kept) {
    return connection
        .preparedQuery(SCREENED)
        .execute(Tuple.of(tenant.value(), match, seq, kept))
        .map(
            rows ->
                rows.rowCount() == 0
                    ? Optional.empty()
                    : Optional.of(MatchState.of(rows.iterator().next().getString(0))));
  }

  /// Sets matches retracted at `seq`. Returns those that changed; one whose `seq` is not lower
  /// stays
  /// as it is. They must be locked before, with {@link #standing}, and then their deliveries.
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

  static UUID[] ids(Collection<TenantId> tenants) {
    return tenants.stream().map(TenantId::value).sorted().toArray(UUID[]::new);
  }

  static List<Key> keys(RowSet<Row> rows) {
    var keys = new ArrayList<Key>();
    rows.forEach(row -> keys.add(key(row)));
    return keys;
  }

  static Key key(Row row) {
    return new Key(new TenantId(row.getUUID(0)), row.getUUID(1));
  }
}
