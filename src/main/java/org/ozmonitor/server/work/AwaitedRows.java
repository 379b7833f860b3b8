package org.ozmonitor.server.work;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.ozmonitor.core.chain.Finality;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.server.block.LogEntry;

/// Owns what the table `matches` says of matches that wait to be confirmed. Stateless, thread-safe.
public final class AwaitedRows {
  /// Matches confirmed at once: with their deliveries they fit well into one transaction.
  private static final int MOST = 5_000;

  /// Of a match that is not sent, it is noted that nothing is awaited any more; the rest of its
  /// state stays.
  private static final String CONFIRM =
      """
      WITH reached AS MATERIALIZED (
        SELECT tenant_id, id FROM matches
        WHERE network_id = $1 AND tenant_id = ANY ($2) AND confirm_at <= $3::bigint AND seq < $4::bigint
          AND (confirm_level = ANY ($5::text[]) OR $6::boolean AND confirm_level IS NULL)
        ORDER BY tenant_id, id LIMIT $7::integer FOR UPDATE),
      changed AS (
        UPDATE matches m
        SET state = CASE m.state WHEN 'detected' THEN 'confirmed' ELSE m.state END,
            seq = CASE m.state WHEN 'detected' THEN $4::bigint ELSE m.seq END,
            confirm_at = NULL, confirm_level = NULL
        FROM reached r WHERE m.tenant_id = r.tenant_id AND m.id = r.id
        RETURNING m.tenant_id, m.id, m.state)
      SELECT tenant_id, id, state FROM changed ORDER BY tenant_id, id
      """;

  private static final String AWAITING =
      """
      SELECT
        (SELECT confirm_at FROM matches
         WHERE network_id = $1 AND tenant_id = ANY ($2) AND confirm_level IS NULL
           AND confirm_at IS NOT NULL
         ORDER BY confirm_at LIMIT 1),
        (SELECT confirm_at FROM matches
         WHERE network_id = $1 AND tenant_id = ANY ($2) AND confirm_level = 'safe'
           AND confirm_at IS NOT NULL
         ORDER BY confirm_at LIMIT 1),
        (SELECT confirm_at FROM matches
         WHERE network_id = $1 AND tenant_id = ANY ($2) AND confirm_level = 'finalized'
           AND confirm_at IS NOT NULL
         ORDER BY confirm_at LIMIT 1)
      """;

  private static final String LEVELS_AWAITED =
      """
      SELECT level FROM unnest(ARRAY['safe', 'finalized']) AS level
      WHERE EXISTS (SELECT FROM matches WHERE network_id = $1 AND confirm_level = level
                      AND confirm_at IS NOT NULL)
      """;

  /// What an entry reached, at most some thousand matches: the rest is reached still. Immutable.
  ///
  /// @param matches that are not awaited any more, those that are kept back among them
  /// @param confirmed those of them that are `confirmed` now, in id order
  record Reached(int matches, List<Matches.Key> confirmed) {}

  /// Confirms what an entry reaches and an earlier one caused. A match that is kept back is not
  /// awaited any more, and stays kept back.
  ///
  /// @param entry a block, or what the chain calls final
  Future<Reached> confirm(
      SqlConnection connection, NetworkId network, Collection<TenantId> tenants, LogEntry entry) {
    boolean isBlock = entry.kind() == LogEntry.Kind.BLOCK;
    return connection
        .preparedQuery(CONFIRM)
        .execute(
            Tuple.of(network.value(), Matches.ids(tenants), entry.height(), entry.seq())
                .addValue(isBlock ? new String[0] : levels(entry.reason()))
                .addBoolean(isBlock)
                .addInteger(MOST))
        .map(AwaitedRows::reached);
  }

  private static Reached reached(RowSet<Row> changed) {
    List<Matches.Key> confirmed = new ArrayList<>();
    for (Row row : changed) {
      if (MatchState.of(row.getString(2)) == MatchState.CONFIRMED) {
        confirmed.add(Matches.key(row));
      }
    }
    return new Reached(changed.size(), confirmed);
  }

  /// What is finalized is safe.
  private static String[] levels(String reached) {
    return reached.equals(Finality.FINALIZED.word())
        ? new String[] {Finality.SAFE.word(), Finality.FINALIZED.word()}
        : new String[] {reached};
  }

  /// The lowest heights that matches of these tenants wait for; of digests it knows nothing.
  Future<Awaiting> awaiting(SqlClient client, NetworkId network, Collection<TenantId> tenants) {
    return client
        .preparedQuery(AWAITING)
        .execute(Tuple.of(network.value()).addArrayOfUUID(Matches.ids(tenants)))
        .map(rows -> rows.iterator().next())
        .map(row -> new Awaiting(lowest(row, 0), lowest(row, 1), lowest(row, 2), Long.MAX_VALUE));
  }

  /// The levels that matches of a network wait for, of all tenants.
  public Future<Set<Finality>> levelsAwaited(SqlClient client, NetworkId network) {
    return client
        .preparedQuery(LEVELS_AWAITED)
        .execute(Tuple.of(network.value()))
        .map(
            rows -> {
              Set<Finality> levels = EnumSet.noneOf(Finality.class);
              rows.forEach(row -> Finality.parse(row.getString(0)).ifPresent(levels::add));
              return levels;
            });
  }

  private static long lowest(Row row, int column) {
    Long height = row.getLong(column);
    return height == null ? Long.MAX_VALUE : height;
  }
}
