package org.ozmonitor.server.work;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.ozmonitor.core.chain.BlockRef;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.noise.MatchQuota;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.server.block.LogEntry;

/// Owns the tables `quota_use` and `quota_folds`: what tenants with a quota of matches have used,
/// and what no digest has told of yet. Stateless, thread-safe.
public final class QuotaRows {
  /// Windows of tenants that one entry closes; the next closes more.
  private static final int MOST_CLOSED = 500;

  private static final String SENT_BEFORE =
      """
      SELECT tenant_id, sum(sent)::bigint FROM quota_use
      WHERE tenant_id = ANY ($1) AND network_id = $2 AND minute = $3 AND seq < $4
      GROUP BY tenant_id\
      """;

  private static final String RECORD_USE =
      """
      INSERT INTO quota_use AS u (tenant_id, network_id, seq, minute, height, block_hash, sent, folded)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
      ON CONFLICT (tenant_id, network_id, seq) DO UPDATE
        SET sent = u.sent + excluded.sent, folded = u.folded + excluded.folded,
            told_at = CASE WHEN excluded.folded = 0 THEN u.told_at END\
      """;

  private static final String RECORD_FOLDS =
      """
      INSERT INTO quota_folds AS f (tenant_id, network_id, seq, trigger_id, match_id, matches)
      VALUES ($1, $2, $3, $4, $5, $6)
      ON CONFLICT (tenant_id, network_id, seq, trigger_id) DO UPDATE
        SET matches = f.matches + excluded.matches\
      """;

  private static final String ORPHANED =
      """
      UPDATE quota_use SET orphaned_at = $5
      WHERE network_id = $1 AND tenant_id = ANY ($2) AND height = $3 AND block_hash = $4
        AND seq < $5 AND orphaned_at IS NULL\
      """;

  private static final String IS_UNTOLD =
      "u.folded > 0 AND (u.told_at IS NULL AND u.orphaned_at IS NULL OR u.told_at < u.orphaned_at)";

  private static final String CLOSE =
      """
      WITH closed AS MATERIALIZED (
        SELECT DISTINCT u.tenant_id, u.minute FROM quota_use u
        WHERE u.network_id = $1 AND u.tenant_id = ANY ($2) AND u.minute < $3 AND %1$s
        ORDER BY u.tenant_id, u.minute LIMIT $5),
      used AS MATERIALIZED (
        SELECT u.*, (%1$s) AS untold,
          u.orphaned_at IS NULL OR u.told_at IS NOT NULL AS matters
        FROM closed c JOIN quota_use u
          ON u.tenant_id = c.tenant_id AND u.network_id = $1 AND u.minute = c.minute
        WHERE u.folded > 0 AND u.seq < $4),
      told AS (
        UPDATE quota_use u SET told_at = $4 FROM used r
        WHERE u.tenant_id = r.tenant_id AND u.network_id = r.network_id AND u.seq = r.seq
          AND r.matters)
      SELECT r.tenant_id, r.minute, f.trigger_id,
        (array_agg(f.match_id ORDER BY NOT r.matters, f.seq))[1] AS match_id,
        coalesce(sum(f.matches) FILTER (WHERE r.orphaned_at IS NULL), 0)::bigint AS matches
      FROM used r
        JOIN quota_folds f
          ON f.tenant_id = r.tenant_id AND f.network_id = r.network_id AND f.seq = r.seq
        JOIN matches m ON m.tenant_id = f.tenant_id AND m.id = f.match_id
      GROUP BY r.tenant_id, r.minute, f.trigger_id
      HAVING bool_or(r.untold)
      ORDER BY r.tenant_id, r.minute, f.trigger_id\
      """
          .formatted(IS_UNTOLD);

  private static final String UNTOLD =
      "SELECT min(u.minute) FROM quota_use u WHERE u.network_id = $1 AND u.tenant_id = ANY ($2) AND"
          + " "
          + IS_UNTOLD;

  private static final String FORGET =
      """
      DELETE FROM quota_use WHERE (tenant_id, network_id, seq) IN (
        SELECT u.tenant_id, u.network_id, u.seq FROM quota_use u
        WHERE u.network_id = $1 AND u.seq < $2 AND (%s) IS NOT TRUE LIMIT $3)\
      """
          .formatted(IS_UNTOLD);

  /// What of one block was news for a tenant with a quota.
  ///
  /// @param sent alerts that were sent one by one
  /// @param folded alerts that were not
  /// @param byTrigger of the folded ones, those that each trigger would have heard of
  record Use(TenantId tenant, int sent, int folded, Map<UUID, Fold> byTrigger) {
    Use {
      byTrigger = Map.copyOf(byTrigger);
    }
  }

  /// @param first the first of these matches
  /// @param matches at least 1
  record Fold(UUID first, int matches) {}

  /// A minute of which a trigger is to be told.
  ///
  /// @param match the first that was folded and told of, which stays the same in corrections; one
  ///     whose block was orphaned before is none
  /// @param minute since 1970-01-01 UTC
  /// @param matches that were folded and stand; 0 when an earlier digest was wrong
  record Closed(TenantId tenant, UUID trigger, UUID match, long minute, long matches) {}

  /// How many alerts blocks of a minute before an entry have sent, by tenant.
  Future<Map<UUID, Long>> sentBefore(
      SqlConnection connection,
      NetworkId network,
      Collection<TenantId> tenants,
      long minute,
      long seq) {
    return connection
        .preparedQuery(SENT_BEFORE)
        .execute(
            Tuple.tuple()
                .addArrayOfUUID(Matches.ids(tenants))
                .addUUID(network.value())
                .addLong(minute)
                .addLong(seq))
        .map(
            rows -> {
              Map<UUID, Long> sent = new HashMap<>();
              rows.forEach(row -> sent.put(row.getUUID(0), row.getLong(1)));
              return sent;
            });
  }

  /// Adds what an entry brought that was not there before.
  Future<Void> record(
      SqlConnection connection, NetworkId network, LogEntry block, Collection<Use> uses) {
    List<Use> sorted =
        uses.stream().sorted(Comparator.comparing(use -> use.tenant().value())).toList();
    if (sorted.isEmpty()) {
      return Future.succeededFuture();
    }
    long minute = MatchQuota.minute(block.blockTime());
    String hash = block.block().orElseThrow().hash();
    List<Tuple> used =
        sorted.stream()
            .map(
                use ->
                    Tuple.of(use.tenant().value(), network.value(), block.seq(), minute)
                        .addLong(block.height())
                        .addString(hash)
                        .addInteger(use.sent())
                        .addInteger(use.folded()))
            .toList();
    List<Tuple> folds = sorted.stream().flatMap(use -> folds(use, network, block.seq())).toList();
    return connection
        .preparedQuery(RECORD_USE)
        .executeBatch(used)
        .compose(
            _ ->
                folds.isEmpty()
                    ? Future.succeededFuture()
                    : connection.preparedQuery(RECORD_FOLDS).executeBatch(folds).mapEmpty());
  }

  private static Stream<Tuple> folds(Use use, NetworkId network, long seq) {
    return use.byTrigger().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(
            fold ->
                Tuple.of(use.tenant().value(), network.value(), seq, fold.getKey())
                    .addUUID(fold.getValue().first())
                    .addInteger(fold.getValue().matches()));
  }

  /// Notes that a block stands no more: what was folded there is told of no longer.
  ///
  /// @param seq of the `ORPHAN` entry
  Future<Void> orphaned(
      SqlConnection connection,
      NetworkId network,
      Collection<TenantId> tenants,
      BlockRef block,
      long seq) {
    return connection
        .preparedQuery(ORPHANED)
        .execute(
            Tuple.of(network.value())
                .addArrayOfUUID(Matches.ids(tenants))
                .addLong(block.height())
                .addString(block.hash())
                .addLong(seq))
        .mapEmpty();
  }

  /// The minutes that are over at a block and of which not all is told, some hundred at most; they
  /// count as told from now on. Of matches that are so old that they are gone nothing is told.
  Future<List<Closed>> close(
      SqlConnection connection, NetworkId network, Collection<TenantId> tenants, LogEntry block) {
    return connection
        .preparedQuery(CLOSE)
        .execute(
            Tuple.of(network.value())
                .addArrayOfUUID(Matches.ids(tenants))
                .addLong(MatchQuota.minute(block.blockTime()))
                .addLong(block.seq())
                .addInteger(MOST_CLOSED))
        .map(
            rows -> {
              List<Closed> closed = new ArrayList<>(rows.size());
              rows.forEach(row -> closed.add(closed(row)));
              return List.copyOf(closed);
            });
  }

  private static Closed closed(Row row) {
    return new Closed(
        new TenantId(row.getUUID("tenant_id")),
        row.getUUID("trigger_id"),
        row.getUUID("match_id"),
        row.getLong("minute"),
        row.getLong("matches"));
  }

  /// The block time from which on something is to be told to tenants; `Long.MAX_VALUE` when there
  /// is nothing.
  Future<Long> untold(SqlClient client, NetworkId network, Collection<TenantId> tenants) {
    return client
        .preparedQuery(UNTOLD)
        .execute(Tuple.of(network.value()).addArrayOfUUID(Matches.ids(tenants)))
        .map(rows -> rows.iterator().next().getLong(0))
        .map(minute -> minute == null ? Long.MAX_VALUE : (minute + 1) * MatchQuota.WINDOW);
  }

  /// Removes rows of entries that are not in the block log any more. Answers how many.
  ///
  /// @param first seq of the first entry that is kept
  public Future<Integer> forget(SqlClient client, NetworkId network, long first, int limit) {
    return client
        .preparedQuery(FORGET)
        .execute(Tuple.of(network.value(), first, limit))
        .map(rows -> rows.rowCount());
  }
}
