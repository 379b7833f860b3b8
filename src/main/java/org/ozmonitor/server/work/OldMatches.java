package org.ozmonitor.server.work;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.retention.OldMatch;
import org.ozmonitor.core.tenant.TenantId;

/// The part of {@link Matches} that forgets, with what hangs on a match: its deliveries and
/// screening. Stateless, thread-safe.
public final class OldMatches {
  private static final String OLDEST =
      "WITH kept AS MATERIALIZED (SELECT ozm_now() - $1::bigint * interval '1 ms' AS since)";

  /// In the order of their age, so that what must stay is looked at once a turn.
  private static final String LOOK =
      OLDEST
          + """
          SELECT m.tenant_id, m.id, m.monitor_id, m.network_id, m.seq, m.block_time, m.created_at,
            m.noise_order IS NOT NULL AS counted, l.seq AS lane_seq,
            m.state = 'screening' OR m.confirm_at IS NOT NULL
              OR EXISTS (SELECT FROM matches by WHERE by.tenant_id = m.tenant_id
                           AND by.id = m.suppressed_by AND by.state = 'screening') AS pending,
            EXISTS (SELECT FROM deliveries d WHERE d.tenant_id = m.tenant_id AND d.match_id = m.id
                      AND (d.outcome IS NULL OR d.finished_at >= (SELECT since FROM kept))) AS news,
            CASE WHEN m.noise_order IS NOT NULL THEN
              (SELECT b.block_time FROM block_log b
               WHERE b.network_id = m.network_id AND b.seq <= l.seq AND b.kind = 'BLOCK'
               ORDER BY b.seq DESC LIMIT 1) END AS lane_time
          FROM matches m
            LEFT JOIN LATERAL (
              SELECT min(lane.seq) AS seq FROM tenant_lane t JOIN lane ON lane.id = t.lane_id
              WHERE t.tenant_id = m.tenant_id AND t.network_id = m.network_id) l ON true
          WHERE m.created_at < (SELECT since FROM kept)
            AND (m.created_at, m.tenant_id, m.id) > ($2::timestamptz, $3::uuid, $4::uuid)
          ORDER BY m.created_at, m.tenant_id, m.id LIMIT $5::integer\
          """;

  /// One that has changed since it was looked at, or that somebody changes now, stays.
  private static final String LOCK =
      """
      SELECT m.tenant_id, m.id FROM matches m
        JOIN unnest($1::uuid[], $2::uuid[], $3::bigint[]) AS seen (tenant_id, id, seq)
          ON seen.tenant_id = m.tenant_id AND seen.id = m.id AND seen.seq = m.seq
      WHERE m.state <> 'screening' AND m.confirm_at IS NULL
      ORDER BY m.tenant_id, m.id FOR UPDATE OF m SKIP LOCKED\
      """;

  /// A replay that was a little faster is waited for, and then seen.
  private static final String LOCK_DELIVERIES =
      OLDEST
          + """
          SELECT d.tenant_id, d.match_id,
            d.outcome IS NULL OR d.finished_at >= (SELECT since FROM kept) AS news
          FROM deliveries d JOIN unnest($2::uuid[], $3::uuid[]) AS gone (tenant_id, match_id)
            ON gone.tenant_id = d.tenant_id AND gone.match_id = d.match_id
          ORDER BY d.tenant_id, d.id FOR UPDATE OF d\
          """;

  private static final String REMOVE =
      """
      DELETE FROM matches m USING unnest($1::uuid[], $2::uuid[]) AS gone (tenant_id, id)
      WHERE m.tenant_id = gone.tenant_id AND m.id = gone.id\
      """;

  /// A place in the order of ages.
  public record Place(OffsetDateTime createdAt, UUID tenant, UUID match) {
    public static final Place BEGIN =
        new Place(
            OffsetDateTime.ofInstant(Instant.EPOCH, ZoneOffset.UTC),
            new UUID(0, 0),
            new UUID(0, 0));
  }

  /// A match that is old enough.
  ///
  /// @param isCounted whether rules against noise look at it
  public record Seen(
      Place place, UUID monitor, NetworkId network, boolean isCounted, OldMatch match) {}

  /// The next matches that are older than `age`, oldest first.
  ///
  /// @param after the last one that was looked at
  /// @param limit at least 1
  public Future<List<Seen>> look(SqlClient client, Duration age, Place after, int limit) {
    return client
        .preparedQuery(LOOK)
        .execute(Tuple.of(age.toMillis(), after.createdAt(), after.tenant(), after.match(), limit))
        .map(
            rows -> {
              List<Seen> seen = new ArrayList<>(rows.size());
              rows.forEach(row -> seen.add(seen(row)));
              return List.copyOf(seen);
            });
  }

  /// Removes matches with what hangs on them, in the caller's transaction: those that are still as
  /// they were seen. Returns how many.
  public Future<Integer> remove(SqlConnection transaction, Duration age, Collection<Seen> old) {
    Tuple wanted =
        Tuple.tuple()
            .addArrayOfUUID(old.stream().map(it -> it.place().tenant()).toArray(UUID[]::new))
            .addArrayOfUUID(old.stream().map(it -> it.place().match()).toArray(UUID[]::new))
            .addArrayOfLong(old.stream().map(it -> it.match().seq()).toArray(Long[]::new));
    return transaction
        .preparedQuery(LOCK)
        .execute(wanted)
        .map(rows -> new HashSet<>(Matches.keys(rows)))
        .compose(
            locked ->
                transaction
                    .preparedQuery(LOCK_DELIVERIES)
                    .execute(ids(Tuple.of(age.toMillis()), locked))
                    .compose(rows -> removeWithout(transaction, locked, rows)));
  }

  private static Future<Integer> removeWithout(
      SqlConnection transaction, Set<Matches.Key> locked, RowSet<Row> deliveries) {
    for (Row row : deliveries) {
      if (row.getBoolean("news")) {
        locked.remove(
            new Matches.Key(new TenantId(row.getUUID("tenant_id")), row.getUUID("match_id")));
      }
    }
    return transaction
        .preparedQuery(REMOVE)
        .execute(ids(Tuple.tuple(), locked))
        .map(RowSet::rowCount);
  }

  private static Tuple ids(Tuple first, Set<Matches.Key> keys) {
    List<Matches.Key> all = List.copyOf(keys);
    return first
        .addArrayOfUUID(all.stream().map(key -> key.tenant().value()).toArray(UUID[]::new))
        .addArrayOfUUID(all.stream().map(Matches.Key::id).toArray(UUID[]::new));
  }

  private static Seen seen(Row row) {
    return new Seen(
        new Place(row.getOffsetDateTime("created_at"), row.getUUID("tenant_id"), row.getUUID("id")),
        row.getUUID("monitor_id"),
        new NetworkId(row.getUUID("network_id")),
        row.getBoolean("counted"),
        new OldMatch(
            row.getLong("seq"),
            row.getBoolean("pending"),
            row.getBoolean("news"),
            number(row, "lane_seq"),
            number(row, "lane_time"),
            row.getLong("block_time")));
  }

  private static OptionalLong number(Row row, String column) {
    Long value = row.getLong(column);
    return value == null ? OptionalLong.empty() : OptionalLong.of(value);
  }
}
