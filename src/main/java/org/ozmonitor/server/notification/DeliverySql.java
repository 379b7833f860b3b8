package org.ozmonitor.server.notification;

import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The statements of {@link Deliveries} and their parameters.
///
/// `ozm_now()` is volatile, so it is read once per statement: compared directly it could use no
/// index, and would move while the statement runs.
final class DeliverySql {
  private static final String NOW = "WITH now AS MATERIALIZED (SELECT ozm_now() AS at)";

  private static final String NEW =
      """
      unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::bigint[], $7::bigint[])
        WITH ORDINALITY AS t (tenant_id, id, match_id, trigger_id, event, cause_seq, config_version, n)\
      """;

  /// The newest revision of the trigger that is still open: a mended URL serves retries too.
  private static final String CONTENT =
      """
        coalesce(n.slug, '') AS network, (coalesce(d.payload, m.payload) -> 'match')::text AS match,
        coalesce((coalesce(d.payload, m.payload) -> 'variables')::text, '{}') AS variables,
        r.slug AS trigger_key, r.revision AS trigger_revision, r.document::text AS trigger_document
      """;

  private static final String CONTENT_TABLES =
      """
        JOIN matches m ON m.tenant_id = d.tenant_id AND m.id = d.match_id
        LEFT JOIN networks n ON n.id = m.network_id
        LEFT JOIN config_revision r
          ON r.kind = 'trigger' AND r.entity_id = d.trigger_id AND r.to_version IS NULL
      """;

  static final String INSERT =
      NOW
          + """
          , input AS (SELECT t.*, t.n <= $8::integer AS fresh, NULL::jsonb AS payload FROM %s),
          made AS (
            INSERT INTO deliveries (tenant_id, id, match_id, trigger_id, event, cause_seq,
                                    config_version, created_at, first_attempt_at)
            SELECT i.tenant_id, i.id, i.match_id, i.trigger_id, i.event, i.cause_seq,
                   i.config_version, now.at, CASE WHEN i.fresh THEN now.at END
            FROM input i, now ORDER BY i.tenant_id, i.id
            ON CONFLICT DO NOTHING RETURNING tenant_id, id),
          queued AS (
            INSERT INTO delivery_queue (tenant_id, delivery_id, due_at, attempt, claimed_until,
                                        claimed_by, claim_epoch)
            SELECT i.tenant_id, i.id,
                   CASE WHEN i.fresh THEN now.at + $10::bigint * interval '1 ms' ELSE now.at END,
                   CASE WHEN i.fresh THEN 1 ELSE 0 END,
                   CASE WHEN i.fresh THEN now.at + $10::bigint * interval '1 ms' END,
                   CASE WHEN i.fresh THEN $9::text END, CASE WHEN i.fresh THEN 1 ELSE 0 END
            FROM input i JOIN made ON made.tenant_id = i.tenant_id AND made.id = i.id, now
            RETURNING tenant_id, delivery_id, attempt, claim_epoch, claimed_until)
          SELECT c.*, d.match_id, d.trigger_id, d.event, d.cause_seq,
            0::bigint AS since_first_ms, 0::bigint AS since_created_ms,
          """
              .formatted(NEW)
          + CONTENT
          + " FROM queued c JOIN input d ON d.tenant_id = c.tenant_id AND d.id = c.delivery_id "
          + CONTENT_TABLES
          + " WHERE c.claimed_until IS NOT NULL ORDER BY d.n";

  static final String CLAIM =
      NOW
          + """
          , picked AS (
            SELECT tenant_id, delivery_id FROM delivery_queue
            WHERE due_at <= (SELECT at FROM now) ORDER BY due_at LIMIT $1::integer
            FOR UPDATE SKIP LOCKED),
          claimed AS (
            UPDATE delivery_queue q
            SET attempt = q.attempt + 1, claim_epoch = q.claim_epoch + 1, claimed_by = $2::text,
                claimed_until = now.at + $3::bigint * interval '1 ms',
                due_at = now.at + $3::bigint * interval '1 ms'
            FROM picked p, now
            WHERE q.tenant_id = p.tenant_id AND q.delivery_id = p.delivery_id
            RETURNING q.tenant_id, q.delivery_id, q.attempt, q.claim_epoch, q.claimed_until),
          begun AS (
            UPDATE deliveries d SET first_attempt_at = now.at FROM claimed c, now
            WHERE d.tenant_id = c.tenant_id AND d.id = c.delivery_id AND d.first_attempt_at IS NULL)
          SELECT c.*, d.match_id, d.trigger_id, d.event, d.cause_seq,
            (extract(epoch FROM now.at - coalesce(d.first_attempt_at, now.at)) * 1000)::bigint
              AS since_first_ms,
            (extract(epoch FROM now.at - d.created_at) * 1000)::bigint AS since_created_ms,
          """
          + CONTENT
          + " FROM now, claimed c JOIN deliveries d ON d.tenant_id = c.tenant_id AND d.id ="
          + " c.delivery_id "
          + CONTENT_TABLES;

  /// A claim counts as answered once: `claimed_until` is null after the first time.
  static final String FINISH =
      NOW
          + """
          , input AS (
            SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::text[], $5::text[],
                                 $6::bigint[], $7::boolean[], $8::integer[], $9::integer[],
                                 $10::text[], $11::text[])
              AS t (tenant_id, delivery_id, claim_epoch, outcome, reason, delay_ms, unsent,
                    took_ms, status, attempt_outcome, detail)),
          ours AS MATERIALIZED (
            SELECT i.*, q.attempt FROM delivery_queue q JOIN input i
              ON i.tenant_id = q.tenant_id AND i.delivery_id = q.delivery_id
              AND i.claim_epoch = q.claim_epoch
            WHERE q.claimed_until IS NOT NULL
            ORDER BY q.tenant_id, q.delivery_id FOR UPDATE OF q),
          due AS (
            UPDATE delivery_queue q
            SET claimed_until = NULL, claimed_by = NULL, due_at = now.at + o.delay_ms * interval '1 ms',
                attempt = CASE WHEN o.unsent THEN q.attempt - 1 ELSE q.attempt END
            FROM ours o, now
            WHERE q.tenant_id = o.tenant_id AND q.delivery_id = o.delivery_id AND o.outcome IS NULL),
          removed AS (
            DELETE FROM delivery_queue q USING ours o
            WHERE q.tenant_id = o.tenant_id AND q.delivery_id = o.delivery_id
              AND o.outcome IS NOT NULL),
          changed AS (
            UPDATE deliveries d
            SET outcome = o.outcome, reason = o.reason,
                finished_at = CASE WHEN o.outcome IS NOT NULL THEN now.at END,
                first_attempt_at = CASE WHEN o.unsent AND o.attempt = 1 THEN NULL
                                        ELSE d.first_attempt_at END
            FROM ours o, now
            WHERE d.tenant_id = o.tenant_id AND d.id = o.delivery_id
              AND (o.outcome IS NOT NULL OR o.unsent AND o.attempt = 1)),
          history AS (
            INSERT INTO delivery_attempts (tenant_id, delivery_id, attempt, at, duration_ms, status,
                                           outcome, detail)
            SELECT o.tenant_id, o.delivery_id, o.attempt, now.at, o.took_ms, o.status,
                   o.attempt_outcome, o.detail
            FROM ours o, now WHERE o.attempt_outcome IS NOT NULL)
          SELECT delivery_id FROM ours\
          """;

  static final String HASTEN =
      """
      UPDATE delivery_queue q SET due_at = ozm_now()
      FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) AS l (tenant_id, delivery_id, claimed_until)
        JOIN deliveries s ON s.tenant_id = l.tenant_id AND s.id = l.delivery_id
          AND s.outcome = 'superseded'
        JOIN deliveries r ON r.tenant_id = s.tenant_id AND r.match_id = s.match_id
          AND r.trigger_id = s.trigger_id AND r.event = 'retracted' AND r.outcome IS NULL
      WHERE q.tenant_id = r.tenant_id AND q.delivery_id = r.id AND q.attempt = 0
        AND q.due_at = l.claimed_until\
      """;

  static final String KEEP_PAYLOADS =
      """
      WITH moved AS (
        SELECT m.tenant_id, m.id, m.payload
        FROM unnest($1::uuid[], $2::uuid[]) AS t (tenant_id, match_id)
          JOIN matches m ON m.tenant_id = t.tenant_id AND m.id = t.match_id AND m.seq < $3::bigint),
      locked AS MATERIALIZED (
        SELECT q.tenant_id, q.delivery_id
        FROM moved JOIN deliveries d ON d.tenant_id = moved.tenant_id AND d.match_id = moved.id
          JOIN delivery_queue q ON q.tenant_id = d.tenant_id AND q.delivery_id = d.id
        ORDER BY q.tenant_id, q.delivery_id FOR UPDATE OF q)
      UPDATE deliveries d SET payload = moved.payload FROM moved
      WHERE d.tenant_id = moved.tenant_id AND d.match_id = moved.id AND d.payload IS NULL
        AND (d.outcome = 'dead' OR (d.tenant_id, d.id) IN (SELECT tenant_id, delivery_id FROM locked))\
      """;

  static final String LOCK_QUEUE =
      """
      SELECT q.delivery_id FROM delivery_queue q
        JOIN deliveries d ON d.tenant_id = q.tenant_id AND d.id = q.delivery_id
      WHERE d.tenant_id = $1 AND d.match_id = ANY ($2) AND d.cause_seq < $3::bigint
      ORDER BY q.tenant_id, q.delivery_id FOR UPDATE OF q\
      """;

  /// A trigger is owed a retraction when the last it may have heard of the match is no retraction.
  static final String OVERTAKE =
      NOW
          + """
          , standing AS MATERIALIZED (
            SELECT d.id, d.match_id, d.trigger_id, d.event, d.cause_seq, d.outcome,
                   d.first_attempt_at, q.claimed_until
            FROM deliveries d
              LEFT JOIN delivery_queue q ON q.tenant_id = d.tenant_id AND q.delivery_id = d.id
            WHERE d.tenant_id = $1 AND d.match_id = ANY ($2) AND d.cause_seq < $3::bigint),
          ended AS (
            UPDATE deliveries d
            SET outcome = CASE WHEN s.first_attempt_at IS NULL THEN 'cancelled' ELSE 'superseded' END,
                reason = 'block orphaned at seq ' || $3::bigint, finished_at = now.at
            FROM standing s, now
            WHERE d.tenant_id = $1 AND d.id = s.id AND (s.outcome IS NULL OR s.outcome = 'dead')),
          removed AS (
            DELETE FROM delivery_queue q USING standing s
            WHERE q.tenant_id = $1 AND q.delivery_id = s.id AND s.outcome IS NULL),
          owed AS (
            SELECT match_id, trigger_id, max(claimed_until) AS claimed_until FROM standing
            GROUP BY match_id, trigger_id
            HAVING coalesce(max(cause_seq) FILTER (
                     WHERE event <> 'retracted' AND first_attempt_at IS NOT NULL), 0)
                 > coalesce(max(cause_seq) FILTER (
                     WHERE event = 'retracted' AND outcome = 'delivered'), 0))
          SELECT o.match_id, o.trigger_id, greatest(now.at, o.claimed_until) AS due_at
          FROM now, owed o JOIN config_revision r
            ON r.kind = 'trigger' AND r.entity_id = o.trigger_id AND r.from_version <= $4::bigint
            AND (r.to_version IS NULL OR r.to_version > $4::bigint)
          WHERE coalesce(r.document -> 'on', '["detected", "retracted"]') ? 'retracted'
          ORDER BY o.match_id, o.trigger_id\
          """;

  static final String RETRACT =
      """
      WITH input AS (
        SELECT t.*, due.due_at FROM %s
          JOIN unnest($8::timestamptz[]) WITH ORDINALITY AS due (due_at, n) ON due.n = t.n),
      made AS (
        INSERT INTO deliveries (tenant_id, id, match_id, trigger_id, event, cause_seq, config_version)
        SELECT tenant_id, id, match_id, trigger_id, event, cause_seq, config_version FROM input
        ORDER BY tenant_id, id
        ON CONFLICT DO NOTHING RETURNING tenant_id, id)
      INSERT INTO delivery_queue (tenant_id, delivery_id, due_at)
      SELECT i.tenant_id, i.id, i.due_at
      FROM input i JOIN made ON made.tenant_id = i.tenant_id AND made.id = i.id\
      """
          .formatted(NEW);

  static final String BACKLOG =
      NOW
          + """
           SELECT coalesce((SELECT (extract(epoch FROM now.at - min(due_at)) * 1000)::bigint
                            FROM delivery_queue WHERE due_at <= (SELECT at FROM now)), 0),
                  (SELECT count(*) FROM deliveries WHERE outcome = 'dead')
           FROM now\
          """;

  private static final int MAX_REASON = 500;

  private DeliverySql() {}

  static Tuple columns(List<NewDelivery> deliveries) {
    return Tuple.tuple()
        .addArrayOfUUID(deliveries.stream().map(d -> d.tenant().value()).toArray(UUID[]::new))
        .addArrayOfUUID(deliveries.stream().map(NewDelivery::id).toArray(UUID[]::new))
        .addArrayOfUUID(deliveries.stream().map(NewDelivery::match).toArray(UUID[]::new))
        .addArrayOfUUID(deliveries.stream().map(NewDelivery::trigger).toArray(UUID[]::new))
        .addArrayOfString(deliveries.stream().map(NewDelivery::event).toArray(String[]::new))
        .addArrayOfLong(deliveries.stream().map(NewDelivery::causeSeq).toArray(Long[]::new))
        .addArrayOfLong(deliveries.stream().map(NewDelivery::configVersion).toArray(Long[]::new));
  }

  static Tuple claimEnds(List<Completion> completions) {
    return ids(completions)
        .addArrayOfOffsetDateTime(
            completions.stream().map(c -> c.claim().claimedUntil()).toArray(OffsetDateTime[]::new));
  }

  static Tuple completions(List<Completion> completions) {
    int size = completions.size();
    @Nullable String[] outcomes = new @Nullable String[size];
    @Nullable String[] reasons = new @Nullable String[size];
    @Nullable Long[] delays = new @Nullable Long[size];
    Boolean[] unsent = new Boolean[size];
    @Nullable Integer[] took = new @Nullable Integer[size];
    @Nullable Integer[] status = new @Nullable Integer[size];
    @Nullable String[] attempts = new @Nullable String[size];
    @Nullable String[] details = new @Nullable String[size];
    for (int at = 0; at < size; at++) {
      Completion completion = completions.get(at);
      unsent[at] = false;
      switch (completion.step()) {
        case Completion.Step.Finish(String outcome, String reason) -> {
          outcomes[at] = outcome;
          reasons[at] = storable(reason);
        }
        case Completion.Step.Retry(Duration delay) -> delays[at] = delay.toMillis();
        case Completion.Step.PutBack(Duration delay) -> {
          delays[at] = delay.toMillis();
          unsent[at] = true;
        }
      }
      if (completion.attempt().isPresent()) {
        Completion.Attempt attempt = completion.attempt().get();
        took[at] = (int) Math.min(Integer.MAX_VALUE, attempt.took().toMillis());
        status[at] = attempt.status().isPresent() ? attempt.status().getAsInt() : null;
        attempts[at] = attempt.outcome();
        details[at] = storable(attempt.detail());
      }
    }
    return ids(completions)
        .addArrayOfLong(completions.stream().map(c -> c.claim().claimEpoch()).toArray(Long[]::new))
        .addArrayOfString(outcomes)
        .addArrayOfString(reasons)
        .addArrayOfLong(delays)
        .addArrayOfBoolean(unsent)
        .addArrayOfInteger(took)
        .addArrayOfInteger(status)
        .addArrayOfString(attempts)
        .addArrayOfString(details);
  }

  private static Tuple ids(List<Completion> completions) {
    return Tuple.tuple()
        .addArrayOfUUID(
            completions.stream().map(c -> c.claim().tenant().value()).toArray(UUID[]::new))
        .addArrayOfUUID(completions.stream().map(c -> c.claim().id()).toArray(UUID[]::new));
  }

  /// PostgreSQL stores no NUL; one text must not make a whole batch fail.
  private static String storable(String text) {
    String clean = text.replace('\0', ' ');
    return clean.length() <= MAX_REASON ? clean : clean.substring(0, MAX_REASON);
  }
}
