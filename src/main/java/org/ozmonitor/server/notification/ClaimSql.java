package org.ozmonitor.server.notification;

/// The statements of {@link Deliveries} about claims; their parameters stand in {@link
/// ClaimColumns}.
///
/// A delivery of a trigger that wants them in order stands in the queue with `due_at` = infinity
/// until all before it are finished: so claims need not look at order, and what waits behind a
/// receiver that is down costs them nothing.
final class ClaimSql {
  /// Looks at more than it takes, so that what it leaves to others (`ClaimRules`) hides nothing.
  static final String CLAIM =
      DeliverySql.NOW
          + """
          , seen AS MATERIALIZED (
            SELECT due.* FROM now, LATERAL
              ozm_due_deliveries($4::smallint, now.at, $5::uuid[], $6::uuid[], 2 * $1::integer) AS due),
          ranked AS (
            SELECT s.*, row_number() OVER (PARTITION BY s.tenant_id ORDER BY s.due_at) AS of_tenant,
              row_number() OVER (PARTITION BY s.trigger_id ORDER BY s.due_at) AS of_trigger
            FROM seen s),
          picked AS (
            SELECT q.tenant_id, q.delivery_id
            FROM ranked r
              JOIN delivery_queue q ON q.tenant_id = r.tenant_id AND q.delivery_id = r.delivery_id
              LEFT JOIN unnest($7::uuid[], $8::integer[]) AS t (tenant_id, room)
                ON t.tenant_id = r.tenant_id
              LEFT JOIN unnest($9::uuid[], $10::integer[]) AS e (trigger_id, room)
                ON e.trigger_id = r.trigger_id
            WHERE r.of_tenant <= coalesce(t.room, $11::integer)
              AND r.of_trigger <= coalesce(e.room, $12::integer)
              AND q.due_at <= (SELECT at FROM now)
            ORDER BY r.due_at LIMIT $1::integer FOR UPDATE OF q SKIP LOCKED),
          claimed AS (
            UPDATE delivery_queue q
            SET attempt = q.attempt + 1, claim_epoch = q.claim_epoch + 1, claimed_by = $2::text,
                claimed_until = now.at + $3::bigint * interval '1 ms',
                due_at = now.at + $3::bigint * interval '1 ms'
            FROM picked p, now
            WHERE q.tenant_id = p.tenant_id AND q.delivery_id = p.delivery_id
            RETURNING q.tenant_id, q.delivery_id, q.attempt, q.claim_epoch, q.claimed_until,
                      q.order_key, q.priority),
          begun AS (
            UPDATE deliveries d SET first_attempt_at = now.at FROM claimed c, now
            WHERE d.tenant_id = c.tenant_id AND d.id = c.delivery_id AND d.first_attempt_at IS NULL)
          SELECT c.*, c.priority = 1 AS replay, d.match_id, d.trigger_id, d.event, d.cause_seq,
            (extract(epoch FROM now.at - coalesce(greatest(d.first_attempt_at, d.replayed_at), now.at))
              * 1000)::bigint AS since_first_ms,
            (extract(epoch FROM now.at - d.created_at) * 1000)::bigint AS since_created_ms,
          """
          + DeliverySql.TEXTS
          + DeliverySql.CONTENT
          + " FROM now, claimed c JOIN deliveries d ON d.tenant_id = c.tenant_id AND d.id ="
          + " c.delivery_id "
          + DeliverySql.CONTENT_TABLES;

  /// A claim counts as answered once: `claimed_until` is null after the first time.
  static final String FINISH =
      DeliverySql.NOW
          + """
          , input AS (
            SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::text[], $5::text[],
                                 $6::bigint[], $7::boolean[], $8::integer[], $9::integer[],
                                 $10::text[], $11::text[], $12::text[])
              AS t (tenant_id, delivery_id, claim_epoch, outcome, reason, delay_ms, unsent,
                    took_ms, status, attempt_outcome, detail, excerpt)),
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
                first_attempt_at = CASE WHEN o.unsent AND o.attempt = 1 AND d.replayed_at IS NULL
                                        THEN NULL ELSE d.first_attempt_at END
            FROM ours o, now
            WHERE d.tenant_id = o.tenant_id AND d.id = o.delivery_id
              AND (o.outcome IS NOT NULL OR o.unsent AND o.attempt = 1)),
          history AS (
            INSERT INTO delivery_attempts (tenant_id, delivery_id, attempt, at, duration_ms, status,
                                           outcome, detail, excerpt, claim_epoch)
            SELECT o.tenant_id, o.delivery_id, o.attempt, now.at, o.took_ms, o.status,
                   o.attempt_outcome, o.detail, o.excerpt, o.claim_epoch
            FROM ours o, now WHERE o.attempt_outcome IS NOT NULL)
          SELECT delivery_id FROM ours\
          """;

  /// The attempts of claims that are no longer the last one: told in the history all the same,
  /// once.
  static final String LATE_ATTEMPTS =
      DeliverySql.NOW
          + """
          INSERT INTO delivery_attempts (tenant_id, delivery_id, attempt, at, duration_ms, status,
                                         outcome, detail, excerpt, claim_epoch)
          SELECT t.tenant_id, t.delivery_id, t.attempt, now.at, t.took_ms, t.status,
                 t.outcome, t.detail, t.excerpt, t.claim_epoch
          FROM now, unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::integer[], $5::integer[],
                           $6::integer[], $7::text[], $8::text[], $9::text[])
            AS t (tenant_id, delivery_id, claim_epoch, attempt, took_ms, status, outcome, detail,
                  excerpt)
          WHERE t.outcome IS NOT NULL AND NOT EXISTS (
            SELECT FROM delivery_attempts a
            WHERE a.tenant_id = t.tenant_id AND a.delivery_id = t.delivery_id
              AND a.claim_epoch = t.claim_epoch AND a.at > now.at - interval '1 day')\
          """;

  /// Locks in the order of ids, as everybody does.
  static final String HASTEN =
      """
      WITH waiting AS MATERIALIZED (
        SELECT q.tenant_id, q.delivery_id
        FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[])
            AS l (tenant_id, delivery_id, claimed_until)
          JOIN deliveries s ON s.tenant_id = l.tenant_id AND s.id = l.delivery_id
            AND s.outcome = 'superseded'
          JOIN deliveries r ON r.tenant_id = s.tenant_id AND r.match_id = s.match_id
            AND r.trigger_id = s.trigger_id AND r.event = 'retracted' AND r.outcome IS NULL
          JOIN delivery_queue q ON q.tenant_id = r.tenant_id AND q.delivery_id = r.id
            AND q.attempt = 0 AND q.due_at = l.claimed_until
        ORDER BY q.tenant_id, q.delivery_id FOR UPDATE OF q)
      UPDATE delivery_queue q SET due_at = ozm_now() FROM waiting w
      WHERE q.tenant_id = w.tenant_id AND q.delivery_id = w.delivery_id\
      """;

  /// In their order, a millisecond apart.
  static final String PARK =
      DeliverySql.NOW
          + """
          , picked AS MATERIALIZED (
            SELECT q.tenant_id, q.delivery_id, q.due_at, s.delay_ms
            FROM delivery_queue q JOIN unnest($1::uuid[], $2::bigint[]) AS s (trigger_id, delay_ms)
              ON s.trigger_id = q.trigger_id
            WHERE q.priority IN (0, 1) AND q.due_at <= (SELECT at FROM now)
              AND q.claimed_until IS NULL
            ORDER BY q.due_at LIMIT $3::integer FOR UPDATE OF q SKIP LOCKED),
          placed AS (
            SELECT p.*, row_number() OVER (ORDER BY p.due_at) AS n FROM picked p)
          UPDATE delivery_queue q SET due_at = now.at + (p.delay_ms + p.n) * interval '1 ms'
          FROM placed p, now
          WHERE q.tenant_id = p.tenant_id AND q.delivery_id = p.delivery_id\
          """;

  private static final String HEADS_DUE =
      """
      , waiting AS MATERIALIZED (
          SELECT q.tenant_id, q.delivery_id
          FROM heads h JOIN delivery_queue q
            ON q.tenant_id = h.tenant_id AND q.delivery_id = h.delivery_id
          WHERE h.due_at = 'infinity' AND q.due_at = 'infinity'
          ORDER BY q.tenant_id, q.delivery_id FOR UPDATE OF q)
        UPDATE delivery_queue q SET due_at = ozm_now() FROM waiting w
        WHERE q.tenant_id = w.tenant_id AND q.delivery_id = w.delivery_id\
      """;

  /// Whose turn it is now, of some order keys.
  static final String WAKE =
      """
      WITH heads AS (
        SELECT h.* FROM (SELECT DISTINCT * FROM unnest($1::uuid[], $2::uuid[])) AS k (tenant_id, order_key)
          CROSS JOIN LATERAL (
            SELECT q.tenant_id, q.delivery_id, q.due_at FROM delivery_queue q
            WHERE q.tenant_id = k.tenant_id AND q.order_key = k.order_key
            ORDER BY q.order_seq LIMIT 1) h)\
      """
          + HEADS_DUE;

  /// Of all order keys: jumps from key to key in the index.
  static final String WAKE_ALL =
      """
      WITH RECURSIVE heads AS (
        (SELECT tenant_id, order_key, delivery_id, due_at FROM delivery_queue
         WHERE order_key IS NOT NULL ORDER BY tenant_id, order_key, order_seq LIMIT 1)
        UNION ALL
        SELECT n.* FROM heads h CROSS JOIN LATERAL (
          SELECT q.tenant_id, q.order_key, q.delivery_id, q.due_at FROM delivery_queue q
          WHERE q.order_key IS NOT NULL AND (q.tenant_id, q.order_key) > (h.tenant_id, h.order_key)
          ORDER BY q.tenant_id, q.order_key, q.order_seq LIMIT 1) n)\
      """
          + HEADS_DUE;

  /// A later 410 of the same revision changes nothing.
  static final String DISABLE =
      """
      INSERT INTO disabled_endpoints AS x (tenant_id, trigger_id, revision, reason)
      VALUES ($1, $2, $3, $4)
      ON CONFLICT (tenant_id, trigger_id) DO UPDATE
        SET revision = excluded.revision, reason = excluded.reason, disabled_at = ozm_now()
        WHERE x.revision < excluded.revision\
      """;

  static final String BACKLOG =
      DeliverySql.NOW
          + """
           SELECT coalesce((SELECT (extract(epoch FROM now.at - min(due_at)) * 1000)::bigint
                            FROM delivery_queue
                            WHERE priority = 0 AND due_at <= (SELECT at FROM now)), 0),
                  (SELECT count(*) FROM deliveries WHERE outcome = 'dead'),
                  (SELECT count(*) FROM disabled_endpoints x JOIN config_revision r
                     ON r.kind = 'trigger' AND r.entity_id = x.trigger_id AND r.to_version IS NULL
                     AND r.revision = x.revision)
           FROM now\
          """;

  private ClaimSql() {}
}
