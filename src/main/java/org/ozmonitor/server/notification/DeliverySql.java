package org.ozmonitor.server.notification;

import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.UUID;

/// The statements of {@link Deliveries} about what is to be sent and what no longer is, and their
/// parameters; claims stand in {@link ClaimSql}.
///
/// `ozm_now()` is volatile, so it is read once per statement: compared directly it could use no
/// index, and would move while the statement runs.
final class DeliverySql {
  static final String NOW = "WITH now AS MATERIALIZED (SELECT ozm_now() AS at)";

  private static final String NEW =
      """
      unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::bigint[], $7::bigint[])
        WITH ORDINALITY AS t (tenant_id, id, match_id, trigger_id, event, cause_seq, config_version, n)\
      """;

  /// The newest revision of the trigger that is still open: a mended URL serves retries too. Its
  /// document stands in one row of each trigger.
  static final String CONTENT =
      """
        coalesce(n.slug, '') AS network, r.slug AS trigger_key, r.revision AS trigger_revision,
        CASE WHEN row_number() OVER (PARTITION BY d.trigger_id) = 1 THEN r.document::text END
          AS trigger_document,
        x.reason AS disabled,
        CASE WHEN d.event = 'retracted' THEN 0 ELSE m.suppressed_before END AS suppressed
      """;

  static final String TEXTS =
      """
        coalesce(d.match_json, m.match_json) AS match, coalesce(d.variables, m.variables) AS variables,
      """;

  static final String CONTENT_TABLES =
      """
        JOIN matches m ON m.tenant_id = d.tenant_id AND m.id = d.match_id
        LEFT JOIN networks n ON n.id = m.network_id
        LEFT JOIN config_revision r
          ON r.kind = 'trigger' AND r.entity_id = d.trigger_id AND r.to_version IS NULL
        LEFT JOIN disabled_endpoints x
          ON x.tenant_id = d.tenant_id AND x.trigger_id = d.trigger_id AND x.revision = r.revision
      """;

  /// The order key of each new delivery, and whether it is its turn. In order: alone with the
  /// trigger and network of its match.
  ///
  /// Which triggers want that is looked up once per statement, not once per delivery. A delivery
  /// that waits for nothing (all before it existed already) is woken by {@link ClaimSql#WAKE_ALL}.
  private static final String ORDERED =
      """
      , ordered AS MATERIALIZED (
          SELECT r.tenant_id, r.entity_id FROM config_revision r
          WHERE r.kind = 'trigger' AND r.entity_id = ANY ($4::uuid[]) AND r.to_version IS NULL
            AND r.document -> 'in_order' = 'true'),
        keyed AS (
          SELECT t.*, CASE WHEN o.entity_id IS NOT NULL THEN
              (SELECT md5(t.trigger_id::text || m.network_id::text)::uuid FROM matches m
               WHERE m.tenant_id = t.tenant_id AND m.id = t.match_id) END AS order_key
          FROM %s LEFT JOIN ordered o
            ON o.tenant_id = t.tenant_id AND o.entity_id = t.trigger_id),
        placed AS (
          SELECT k.*, k.order_key IS NULL
              OR row_number() OVER (PARTITION BY k.tenant_id, k.order_key ORDER BY k.n) = 1
              AND NOT EXISTS (SELECT FROM delivery_queue e
                              WHERE e.tenant_id = k.tenant_id AND e.order_key = k.order_key) AS turn
          FROM keyed k)
      """
          .formatted(NEW);

  static final String INSERT =
      NOW
          + ORDERED
          + """
          , input AS MATERIALIZED (
            SELECT p.*, p.turn AND p.n <= $8::integer AS fresh
            FROM placed p),
          made AS (
            INSERT INTO deliveries (tenant_id, id, match_id, trigger_id, event, cause_seq,
                                    config_version, created_at, first_attempt_at)
            SELECT i.tenant_id, i.id, i.match_id, i.trigger_id, i.event, i.cause_seq,
                   i.config_version, now.at, CASE WHEN i.fresh THEN now.at END
            FROM input i, now ORDER BY i.tenant_id, i.id
            ON CONFLICT DO NOTHING RETURNING tenant_id, id),
          queued AS (
            INSERT INTO delivery_queue (tenant_id, delivery_id, trigger_id, order_key, due_at,
                                        attempt, claimed_until, claimed_by, claim_epoch)
            SELECT i.tenant_id, i.id, i.trigger_id, i.order_key,
                   CASE WHEN i.fresh THEN now.at + $10::bigint * interval '1 ms'
                        WHEN i.turn THEN now.at ELSE 'infinity' END,
                   CASE WHEN i.fresh THEN 1 ELSE 0 END,
                   CASE WHEN i.fresh THEN now.at + $10::bigint * interval '1 ms' END,
                   CASE WHEN i.fresh THEN $9::text END, CASE WHEN i.fresh THEN 1 ELSE 0 END
            FROM input i JOIN made ON made.tenant_id = i.tenant_id AND made.id = i.id, now
            ORDER BY i.n
            RETURNING tenant_id, delivery_id, attempt, claim_epoch, claimed_until, order_key)
          SELECT c.*, d.match_id, d.trigger_id, d.event, d.cause_seq,
            0::bigint AS since_first_ms, 0::bigint AS since_created_ms, false AS replay,
            m.match_json AS match, m.variables,
          """
          + CONTENT
          + " FROM queued c JOIN input d ON d.tenant_id = c.tenant_id AND d.id = c.delivery_id "
          + CONTENT_TABLES
          + " WHERE c.claimed_until IS NOT NULL ORDER BY d.n";

  static final String KEEP_PAYLOADS =
      """
      WITH moved AS (
        SELECT m.tenant_id, m.id, m.match_json, m.variables
        FROM unnest($1::uuid[], $2::uuid[]) AS t (tenant_id, match_id)
          JOIN matches m ON m.tenant_id = t.tenant_id AND m.id = t.match_id AND m.seq < $3::bigint),
      locked AS MATERIALIZED (
        SELECT q.tenant_id, q.delivery_id
        FROM moved JOIN deliveries d ON d.tenant_id = moved.tenant_id AND d.match_id = moved.id
          JOIN delivery_queue q ON q.tenant_id = d.tenant_id AND q.delivery_id = d.id
        ORDER BY q.tenant_id, q.delivery_id FOR UPDATE OF q)
      UPDATE deliveries d SET match_json = moved.match_json, variables = moved.variables FROM moved
      WHERE d.tenant_id = moved.tenant_id AND d.match_id = moved.id AND d.match_json IS NULL
        AND (d.outcome = 'dead' OR (d.tenant_id, d.id) IN (SELECT tenant_id, delivery_id FROM locked))\
      """;

  /// Before the queue: what is dead has no row there, unless it is being replayed right now.
  static final String LOCK_DEAD =
      """
      SELECT d.id FROM deliveries d
      WHERE d.tenant_id = $1 AND d.match_id = ANY ($2) AND d.cause_seq < $3::bigint
        AND d.outcome = 'dead'
      ORDER BY d.tenant_id, d.id FOR UPDATE\
      """;

  static final String LOCK_QUEUE =
      """
      SELECT q.delivery_id FROM delivery_queue q
        JOIN deliveries d ON d.tenant_id = q.tenant_id AND d.id = q.delivery_id
      WHERE d.tenant_id = $1 AND d.match_id = ANY ($2) AND d.cause_seq < $3::bigint
      ORDER BY q.tenant_id, q.delivery_id FOR UPDATE OF q\
      """;

  /// A trigger is owed a retraction when the last it may have heard of the match, or is about to
  /// hear, is no retraction. One that is on its way stays: should it be dropped for a later one,
  /// two
  /// detections would reach the receiver with nothing between them.
  ///
  /// A digest is no statement about the match that it stands with: another digest corrects it.
  static final String OVERTAKE =
      NOW
          + """
          , standing AS MATERIALIZED (
            SELECT d.id, d.match_id, d.trigger_id, d.event, d.cause_seq, d.outcome,
                   d.first_attempt_at, q.claimed_until
            FROM deliveries d
              LEFT JOIN delivery_queue q ON q.tenant_id = d.tenant_id AND q.delivery_id = d.id
            WHERE d.tenant_id = $1 AND d.match_id = ANY ($2) AND d.cause_seq < $3::bigint
              AND d.event <> 'digest'),
          ended AS (
            UPDATE deliveries d
            SET outcome = CASE WHEN s.first_attempt_at IS NULL THEN 'cancelled' ELSE 'superseded' END,
                reason = 'block orphaned at seq ' || $3::bigint, finished_at = now.at
            FROM standing s, now
            WHERE d.tenant_id = $1 AND d.id = s.id
              AND (s.outcome IS NULL AND s.event <> 'retracted' OR s.outcome = 'dead')),
          removed AS (
            DELETE FROM delivery_queue q USING standing s
            WHERE q.tenant_id = $1 AND q.delivery_id = s.id AND s.outcome IS NULL
              AND s.event <> 'retracted'),
          owed AS (
            SELECT match_id, trigger_id, max(claimed_until) AS claimed_until FROM standing
            GROUP BY match_id, trigger_id
            HAVING coalesce(max(cause_seq) FILTER (
                     WHERE event <> 'retracted' AND first_attempt_at IS NOT NULL), 0)
                 > coalesce(max(cause_seq) FILTER (
                     WHERE event = 'retracted' AND (outcome = 'delivered' OR outcome IS NULL)), 0))
          SELECT o.match_id, o.trigger_id, greatest(now.at, o.claimed_until) AS due_at
          FROM now, owed o JOIN config_revision r
            ON r.kind = 'trigger' AND r.entity_id = o.trigger_id AND r.from_version <= $4::bigint
            AND (r.to_version IS NULL OR r.to_version > $4::bigint)
          WHERE coalesce(nullif(r.document -> 'on', 'null'::jsonb),
                         CASE r.document ->> 'trigger_type' WHEN 'script' THEN '["detected"]'::jsonb
                         ELSE '["detected", "retracted"]' END) ? 'retracted'
          ORDER BY o.match_id, o.trigger_id\
          """;

  static final String RETRACT =
      NOW
          + ORDERED
          + """
          , input AS MATERIALIZED (
            SELECT p.*, due.due_at FROM placed p
              JOIN unnest($8::timestamptz[]) WITH ORDINALITY AS due (due_at, n) ON due.n = p.n),
          made AS (
            INSERT INTO deliveries (tenant_id, id, match_id, trigger_id, event, cause_seq,
                                    config_version)
            SELECT tenant_id, id, match_id, trigger_id, event, cause_seq, config_version FROM input
            ORDER BY tenant_id, id
            ON CONFLICT DO NOTHING RETURNING tenant_id, id)
          INSERT INTO delivery_queue (tenant_id, delivery_id, trigger_id, order_key, due_at)
          SELECT i.tenant_id, i.id, i.trigger_id, i.order_key,
                 CASE WHEN i.turn THEN i.due_at ELSE 'infinity' END
          FROM input i JOIN made ON made.tenant_id = i.tenant_id AND made.id = i.id
          ORDER BY i.n\
          """;

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
}
