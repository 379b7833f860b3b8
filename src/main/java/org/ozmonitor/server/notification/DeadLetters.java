package org.ozmonitor.server.notification;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The part of {@link Deliveries} that people ask for: what was given up, sent again or discarded.
/// Stateless, thread-safe; works while nodes run.
///
/// A dead letter that a retraction overtook is superseded, and no dead letter any more.
public final class DeadLetters {
  /// Deliveries of one statement, so that none runs long.
  private static final int BATCH = 1_000;

  private static final String FITS =
      """
       d.outcome = 'dead' AND d.finished_at <= $6::timestamptz
        AND ($1::text IS NULL OR d.tenant_id = (SELECT id FROM tenants WHERE slug = $1::text))
        AND ($2::text IS NULL OR EXISTS (
          SELECT FROM config_revision r WHERE r.kind = 'trigger' AND r.entity_id = d.trigger_id
            AND r.tenant_id = d.tenant_id AND r.slug = $2::text))
        AND ($3::uuid IS NULL OR d.id = $3::uuid)
        AND ($4::timestamptz IS NULL OR d.finished_at >= $4::timestamptz)
        AND ($5::timestamptz IS NULL OR d.finished_at < $5::timestamptz)
      """;

  private static final String LETTER =
      """
      SELECT d.tenant_id, d.id, d.match_id, d.event, d.cause_seq, d.reason, d.created_at,
        d.first_attempt_at, d.finished_at, t.slug AS tenant,
        coalesce((SELECT r.slug FROM config_revision r
                  WHERE r.kind = 'trigger' AND r.entity_id = d.trigger_id
                  ORDER BY r.revision DESC LIMIT 1), d.trigger_id::text) AS trigger
      FROM deliveries d JOIN tenants t ON t.id = d.tenant_id WHERE\
      """;

  private static final String LIST = LETTER + FITS + " ORDER BY d.finished_at DESC, d.id LIMIT $7";

  private static final String ATTEMPTS =
      """
      SELECT attempt, at, duration_ms, status, outcome, detail, excerpt FROM delivery_attempts
      WHERE tenant_id = $1 AND delivery_id = $2 ORDER BY at DESC LIMIT $3\
      """;

  private static final String PICKED =
      "WITH now AS MATERIALIZED (SELECT ozm_now() AS at), picked AS MATERIALIZED ("
          + "SELECT d.tenant_id, d.id, d.trigger_id FROM deliveries d WHERE"
          + FITS
          + " ORDER BY d.tenant_id, d.trigger_id, d.finished_at LIMIT $7"
          + " FOR UPDATE SKIP LOCKED)";

  /// Its claims are counted on from a number that no claim before has reached, so that a late
  /// answer
  /// to one of those is not taken for an answer to the replay.
  private static final String REPLAY =
      PICKED
          + """
          , enabled AS (
            DELETE FROM disabled_endpoints x
            USING (SELECT DISTINCT tenant_id, trigger_id FROM picked) p
            WHERE x.tenant_id = p.tenant_id AND x.trigger_id = p.trigger_id),
          revived AS (
            UPDATE deliveries d
            SET outcome = NULL, reason = NULL, finished_at = NULL, replayed_at = now.at
            FROM picked p, now WHERE d.tenant_id = p.tenant_id AND d.id = p.id),
          queued AS (
            INSERT INTO delivery_queue (tenant_id, delivery_id, trigger_id, due_at, priority,
                                        claim_epoch)
            SELECT p.tenant_id, p.id, p.trigger_id, now.at, 1,
                   (extract(epoch FROM now.at) * 1000)::bigint
            FROM picked p, now)
          SELECT count(*) FROM picked\
          """;

  private static final String DISCARD =
      PICKED
          + """
          , discarded AS (
            UPDATE deliveries d SET outcome = 'cancelled', reason = 'discarded', finished_at = now.at
            FROM picked p, now WHERE d.tenant_id = p.tenant_id AND d.id = p.id)
          SELECT count(*) FROM picked\
          """;

  private final SqlClient client;

  public DeadLetters(SqlClient client) {
    this.client = client;
  }

  /// One dead letter.
  ///
  /// @param tenant slug
  /// @param trigger key, or its id when nothing is known of it any more
  /// @param sequence seq of the entry that caused it
  /// @param firstAttemptAt empty when it was never attempted
  public record Letter(
      UUID tenantId,
      UUID id,
      String tenant,
      String trigger,
      UUID match,
      String event,
      long sequence,
      String reason,
      OffsetDateTime createdAt,
      Optional<OffsetDateTime> firstAttemptAt,
      OffsetDateTime givenUpAt) {}

  /// One attempt to deliver it.
  public record Attempt(
      int attempt,
      OffsetDateTime at,
      int durationMs,
      Optional<Integer> status,
      String outcome,
      String detail,
      String excerpt) {}

  /// The newest first.
  ///
  /// @param limit at least 1
  public Future<List<Letter>> list(DeadLetterSelection selection, int limit) {
    return now()
        .compose(
            now -> client.preparedQuery(LIST).execute(parameters(selection, now).addInteger(limit)))
        .map(
            rows -> {
              List<Letter> letters = new ArrayList<>(rows.size());
              rows.forEach(row -> letters.add(letter(row)));
              return letters;
            });
  }

  /// The newest attempts first.
  ///
  /// @param limit at least 1
  public Future<List<Attempt>> attempts(Letter letter, int limit) {
    return client
        .preparedQuery(ATTEMPTS)
        .execute(Tuple.of(letter.tenantId(), letter.id(), limit))
        .map(
            rows -> {
              List<Attempt> attempts = new ArrayList<>(rows.size());
              rows.forEach(row -> attempts.add(attempt(row)));
              return attempts;
            });
  }

  /// Makes them due again, under their ids and after all that is fresh; their horizon begins anew.
  /// Triggers whose receiver was gone (410) are tried again with it. Returns how many.
  public Future<Long> replay(DeadLetterSelection selection) {
    return now().compose(now -> inBatches(REPLAY, selection, now, 0));
  }

  /// Gives them up for good. Returns how many.
  public Future<Long> discard(DeadLetterSelection selection) {
    return now().compose(now -> inBatches(DISCARD, selection, now, 0));
  }

  /// What dies again meanwhile is not taken twice.
  private Future<Long> inBatches(
      String statement, DeadLetterSelection selection, OffsetDateTime begun, long before) {
    return client
        .preparedQuery(statement)
        .execute(parameters(selection, begun).addInteger(BATCH))
        .compose(
            rows -> {
              long done = rows.iterator().next().getLong(0);
              return done == 0
                  ? Future.succeededFuture(before)
                  : inBatches(statement, selection, begun, before + done);
            });
  }

  private Future<OffsetDateTime> now() {
    return client
        .query("SELECT ozm_now()")
        .execute()
        .map(rows -> rows.iterator().next().getOffsetDateTime(0));
  }

  private static Tuple parameters(DeadLetterSelection selection, OffsetDateTime notAfter) {
    return Tuple.tuple()
        .addString(selection.tenant().orElse(null))
        .addString(selection.trigger().orElse(null))
        .addUUID(selection.id().orElse(null))
        .addOffsetDateTime(selection.from().orElse(null))
        .addOffsetDateTime(selection.to().orElse(null))
        .addOffsetDateTime(notAfter);
  }

  private static Letter letter(Row row) {
    return new Letter(
        row.getUUID("tenant_id"),
        row.getUUID("id"),
        row.getString("tenant"),
        row.getString("trigger"),
        row.getUUID("match_id"),
        row.getString("event"),
        row.getLong("cause_seq"),
        text(row, "reason"),
        row.getOffsetDateTime("created_at"),
        Optional.ofNullable(row.getOffsetDateTime("first_attempt_at")),
        row.getOffsetDateTime("finished_at"));
  }

  private static Attempt attempt(Row row) {
    return new Attempt(
        row.getInteger("attempt"),
        row.getOffsetDateTime("at"),
        row.getInteger("duration_ms"),
        Optional.ofNullable(row.getInteger("status")),
        row.getString("outcome"),
        text(row, "detail"),
        text(row, "excerpt"));
  }

  private static String text(Row row, String column) {
    return Optional.ofNullable(row.getString(column)).orElse("");
  }
}
