package org.ozmonitor.server.work;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.server.notification.NewDelivery;

/// Owns the table `screenings`: matches that wait for the answers of their filter scripts. The row
/// of a match is locked before its screening. Thread-safe.
public final class Screenings {
  private static final String INSERT =
      """
      INSERT INTO screenings (tenant_id, match_id, seq, config_version, triggers, events, held)
      VALUES ($1, $2, $3, $4, $5, $6, $7)
      ON CONFLICT (tenant_id, match_id) DO UPDATE
        SET seq = excluded.seq, config_version = excluded.config_version,
            triggers = excluded.triggers, events = excluded.events, held = excluded.held, due_at = excluded.due_at, first_attempt_at = NULL,
            attempt = 0, claimed_until = NULL, claimed_by = NULL,
            claim_epoch = screenings.claim_epoch + 1
        WHERE screenings.seq < excluded.seq\
      """;

  /// Tenants take turns: the first row of each, then the second, and so on, each at most as many as
  /// it has free places. The tenants are found by skipping through the index. A tenant that may use
  /// all places does so only while no other waits.
  private static final String CLAIM =
      """
      WITH RECURSIVE now AS MATERIALIZED (SELECT ozm_now() AS at),
      waiting (id) AS (
        (SELECT tenant_id FROM screenings ORDER BY tenant_id LIMIT 1)
        UNION ALL
        SELECT (SELECT s.tenant_id FROM screenings s WHERE s.tenant_id > w.id
                ORDER BY s.tenant_id LIMIT 1)
        FROM waiting w WHERE w.id IS NOT NULL),
      tenants AS MATERIALIZED (
        SELECT w.id, CASE WHEN w.id = $5::uuid AND count(*) OVER () = 1 THEN $1::bigint
                          ELSE greatest(0, $4::bigint - coalesce(b.places, 0)) END AS places
        FROM waiting w
          LEFT JOIN unnest($6::uuid[], $7::bigint[]) AS b (id, places) ON b.id = w.id
        WHERE w.id IS NOT NULL),
      turns AS (
        SELECT due.* FROM tenants t CROSS JOIN LATERAL (
          SELECT s.tenant_id, s.match_id, s.due_at, row_number() OVER (ORDER BY s.due_at) AS turn
          FROM screenings s WHERE s.tenant_id = t.id AND s.due_at <= (SELECT at FROM now)
          ORDER BY s.due_at LIMIT t.places) AS due),
      picked AS (
        SELECT s.tenant_id, s.match_id FROM turns t
          JOIN screenings s ON s.tenant_id = t.tenant_id AND s.match_id = t.match_id
        WHERE s.due_at <= (SELECT at FROM now)
        ORDER BY t.turn, t.due_at LIMIT $1::bigint FOR UPDATE OF s SKIP LOCKED),
      claimed AS (
        UPDATE screenings s
        SET attempt = s.attempt + 1, claim_epoch = s.claim_epoch + 1, claimed_by = $2::text,
            claimed_until = now.at + $3::bigint * interval '1 ms',
            due_at = now.at + $3::bigint * interval '1 ms',
            first_attempt_at = coalesce(s.first_attempt_at, now.at)
        FROM picked p, now
        WHERE s.tenant_id = p.tenant_id AND s.match_id = p.match_id
        RETURNING s.*)
      SELECT c.tenant_id, c.match_id, c.seq, c.config_version, c.triggers, c.events, c.held,
        c.attempt,
        c.claim_epoch, (extract(epoch FROM now.at - c.first_attempt_at) * 1000)::bigint AS since_ms,
        m.monitor_id, r.revision, r.slug, m.network_id, m.transaction_id,
        m.match_json AS json,
        jsonb_build_object('trigger_conditions', r.document -> 'trigger_conditions')::text
          AS conditions
      FROM now, claimed c
        LEFT JOIN matches m ON m.tenant_id = c.tenant_id AND m.id = c.match_id
          AND m.seq = c.seq AND m.state = 'screening'
        LEFT JOIN config_revision r ON r.kind = 'monitor' AND r.entity_id = m.monitor_id
          AND r.from_version <= c.config_version
          AND (r.to_version IS NULL OR r.to_version > c.config_version)
      ORDER BY c.due_at\
      """;

  private static final String OURS =
      " WHERE tenant_id = $1 AND match_id = $2 AND claim_epoch = $3 AND claimed_until IS NOT NULL";

  private static final String REMOVE = "DELETE FROM screenings" + OURS;

  /// Not what was screened anew while it was claimed: there the match had not been seen yet.
  private static final String FORGET =
      REMOVE
          + """
           AND NOT EXISTS (
            SELECT FROM matches m
            WHERE m.tenant_id = screenings.tenant_id AND m.id = screenings.match_id
              AND m.seq = screenings.seq AND m.state = 'screening')\
          """;

  private static final String AGAIN =
      """
      UPDATE screenings SET claimed_until = NULL, claimed_by = NULL, attempt = attempt - $5::integer,
        due_at = ozm_now() + $4::bigint * interval '1 ms'\
      """
          + OURS;

  private static final String HOLD =
      """
      UPDATE screenings SET claimed_until = ozm_now() + $4::bigint * interval '1 ms',
        due_at = ozm_now() + $4::bigint * interval '1 ms'\
      """
          + OURS;

  /// Jumps from tenant to tenant in the index.
  private static final String OLDEST =
      """
      WITH RECURSIVE first (tenant_id, due_at) AS (
        (SELECT tenant_id, due_at FROM screenings ORDER BY tenant_id, due_at LIMIT 1)
        UNION ALL
        SELECT next.* FROM first CROSS JOIN LATERAL (
          SELECT s.tenant_id, s.due_at FROM screenings s WHERE s.tenant_id > first.tenant_id
          ORDER BY s.tenant_id, s.due_at LIMIT 1) next)
      SELECT coalesce((extract(epoch FROM ozm_now() - min(due_at)) * 1000)::bigint, 0) FROM first\
      """;

  /// How claims are shared out.
  ///
  /// @param limit claims at most, at least 1
  /// @param node written into claims, for people to read
  /// @param timeout how long a claim lasts
  /// @param perTenant places of one tenant, those that it already uses included
  /// @param inUse places that tenants already use
  public record Share(
      int limit, String node, Duration timeout, int perTenant, Map<TenantId, Integer> inUse) {
    public Share {
      inUse = Map.copyOf(inUse);
    }
  }

  /// Adds what the matches of one entry are to be asked, in the transaction that stores them.
  public Future<Void> insert(SqlConnection transaction, Collection<NewScreening> screenings) {
    if (screenings.isEmpty()) {
      return Future.succeededFuture();
    }
    List<Tuple> tuples =
        screenings.stream()
            .sorted(
                Comparator.<NewScreening, UUID>comparing(it -> it.tenant().value())
                    .thenComparing(NewScreening::match))
            .map(Screenings::row)
            .toList();
    return transaction.preparedQuery(INSERT).executeBatch(tuples).mapEmpty();
  }

  private static Tuple row(NewScreening screening) {
    List<NewDelivery> all = new ArrayList<>(screening.deliveries());
    all.addAll(screening.held());
    Boolean[] held = new Boolean[all.size()];
    for (int i = 0; i < held.length; i++) {
      held[i] = i >= screening.deliveries().size();
    }
    return Tuple.of(
            screening.tenant().value(),
            screening.match(),
            screening.seq(),
            screening.configVersion())
        .addArrayOfUUID(all.stream().map(NewDelivery::trigger).toArray(UUID[]::new))
        .addArrayOfString(all.stream().map(NewDelivery::event).toArray(String[]::new))
        .addArrayOfBoolean(held);
  }

  /// Claims what is due, expired claims of others included.
  public Future<List<ClaimedScreening>> claim(SqlClient client, Share share) {
    List<Map.Entry<TenantId, Integer>> inUse = List.copyOf(share.inUse().entrySet());
    return client
        .preparedQuery(CLAIM)
        .execute(
            Tuple.tuple()
                .addLong((long) share.limit())
                .addString(share.node())
                .addLong(share.timeout().toMillis())
                .addLong((long) share.perTenant())
                .addUUID(TenantId.DEFAULT.value())
                .addArrayOfUUID(inUse.stream().map(it -> it.getKey().value()).toArray(UUID[]::new))
                .addArrayOfLong(
                    inUse.stream().map(it -> (long) it.getValue()).toArray(Long[]::new)))
        .map(Screenings::claims);
  }

  /// Ends a screening, in the transaction of its verdict. False when the claim is another's by now.
  public Future<Boolean> remove(SqlClient client, ClaimedScreening claim) {
    return client.preparedQuery(REMOVE).execute(ours(claim)).map(rows -> rows.rowCount() == 1);
  }

  /// Removes a screening whose match has moved on. False when it has not, or the claim is another's
  /// by now.
  public Future<Boolean> forget(SqlClient client, ClaimedScreening claim) {
    return client.preparedQuery(FORGET).execute(ours(claim)).map(rows -> rows.rowCount() == 1);
  }

  /// Makes a screening due again after a delay.
  ///
  /// @param counted whether the attempt counts
  public Future<Void> again(
      SqlClient client, ClaimedScreening claim, Duration delay, boolean counted) {
    return client
        .preparedQuery(AGAIN)
        .execute(ours(claim).addLong(delay.toMillis()).addInteger(counted ? 0 : 1))
        .mapEmpty();
  }

  /// Makes a claim last for some time from now on. False when it is another's by now.
  public Future<Boolean> hold(SqlClient client, ClaimedScreening claim, Duration duration) {
    return client
        .preparedQuery(HOLD)
        .execute(ours(claim).addLong(duration.toMillis()))
        .map(rows -> rows.rowCount() == 1);
  }

  /// How long the longest due screening has been due; not positive when none is.
  public Future<Duration> oldestDue(SqlClient client) {
    return client
        .query(OLDEST)
        .execute()
        .map(rows -> Duration.ofMillis(rows.iterator().next().getLong(0)));
  }

  private static Tuple ours(ClaimedScreening claim) {
    return Tuple.of(claim.tenant().value(), claim.matchId(), claim.claimEpoch());
  }

  private static List<ClaimedScreening> claims(RowSet<Row> rows) {
    List<ClaimedScreening> claims = new ArrayList<>(rows.size());
    for (Row row : rows) {
      claims.add(
          new ClaimedScreening(
              new TenantId(row.getUUID("tenant_id")),
              row.getUUID("match_id"),
              row.getLong("seq"),
              row.getLong("config_version"),
              deliveries(row, false),
              deliveries(row, true),
              row.getInteger("attempt"),
              row.getLong("claim_epoch"),
              Duration.ofMillis(row.getLong("since_ms")),
              match(row)));
    }
    return claims;
  }

  private static List<NewDelivery> deliveries(Row row, boolean held) {
    UUID[] triggers = row.getArrayOfUUIDs("triggers");
    String[] events = row.getArrayOfStrings("events");
    Boolean[] which = row.getArrayOfBooleans("held");
    List<NewDelivery> deliveries = new ArrayList<>();
    for (int i = 0; i < triggers.length; i++) {
      if (which[i] == held) {
        deliveries.add(
            new NewDelivery(
                new TenantId(row.getUUID("tenant_id")),
                row.getUUID("match_id"),
                triggers[i],
                events[i],
                row.getLong("seq"),
                row.getLong("config_version")));
      }
    }
    return deliveries;
  }

  private static Optional<ClaimedScreening.Match> match(Row row) {
    @Nullable UUID monitor = row.getUUID("monitor_id");
    @Nullable Integer revision = row.getInteger("revision");
    return monitor == null || revision == null
        ? Optional.empty()
        : Optional.of(
            new ClaimedScreening.Match(
                monitor,
                revision,
                row.getString("slug"),
                new NetworkId(row.getUUID("network_id")),
                row.getString("transaction_id"),
                row.getString("conditions"),
                row.getString("json")));
  }
}
