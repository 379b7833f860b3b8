package org.ozmonitor.server.status;

/// The statements of {@link StatusReader}: each bounded, none of them locks anything.
final class StatusSql {
  private StatusSql() {}

  /// Workers, and what nodes of any role say about themselves. The silence that counts is the
  /// shortest; a report alone may be three intervals old.
  static final String NODES =
      """
      SELECT coalesce(w.id, r.id) AS id, coalesce(w.epoch, 0) AS epoch,
        coalesce(w.state, 'running') AS state, concat_ws(',', w.roles, r.roles) AS roles,
        r.version, r.healthy, r.missing, r.numbers,
        extract(epoch FROM ozm_now() - w.renewed_at)::float8 AS worker_silence,
        extract(epoch FROM ozm_now() - r.reported_at)::float8 AS report_silence,
        extract(epoch FROM 3 * r.every)::float8 AS patience
      FROM workers w FULL JOIN node_reports r ON r.id = w.id
      ORDER BY greatest(w.renewed_at, r.reported_at) DESC NULLS LAST, 1 LIMIT $1\
      """;

  static final String LEASES =
      """
      SELECT l.name, l.owner, l.epoch, l.tip_seq, l.tip_height, l.head_height, n.slug,
        extract(epoch FROM ozm_now() - l.renewed_at)::float8 AS silence
      FROM lease l LEFT JOIN networks n ON l.name = 'network:' || n.id::text
      ORDER BY l.name LIMIT $1\
      """;

  static final String LANES =
      """
      SELECT lane.id, lane.worker, lower(lane.kind) AS kind, lane.epoch, lane.seq, lane.reason,
        coalesce(n.slug, lane.network_id::text) AS network,
        (SELECT count(*) FROM tenant_lane t WHERE t.lane_id = lane.id) AS tenants,
        coalesce(lane.end_seq, l.tip_seq, lane.seq) AS tip_seq, l.head_height, passed.height
      FROM (
        SELECT lane.*, l.tip_seq FROM lane
        LEFT JOIN lease l ON l.name = 'network:' || lane.network_id::text
        ORDER BY l.tip_seq - lane.seq DESC NULLS LAST, lane.id LIMIT $1) lane
      LEFT JOIN lease l ON l.name = 'network:' || lane.network_id::text
      LEFT JOIN networks n ON n.id = lane.network_id
      LEFT JOIN LATERAL (
        SELECT b.height FROM block_log b
        WHERE b.network_id = lane.network_id AND b.seq <= lane.seq AND b.kind = 'BLOCK'
        ORDER BY b.seq DESC LIMIT 1) passed ON true
      ORDER BY coalesce(l.tip_seq, lane.seq) - lane.seq DESC, network, lane.id\
      """;

  /// Those that are not closed, the one that changed last first.
  static final String BREAKERS =
      """
      SELECT coalesce(t.slug, b.tenant_id::text) AS tenant,
        CASE WHEN b.network_id IS NULL THEN 'scripts'
             ELSE 'network ' || coalesce(n.slug, b.network_id::text) END AS guards,
        b.state, b.openings, b.reason, b.node, b.changed_at
      FROM tenant_breakers b
      LEFT JOIN tenants t ON t.id = b.tenant_id
      LEFT JOIN networks n ON n.id = b.network_id
      WHERE b.state <> 'closed'
      ORDER BY b.changed_at DESC, b.tenant_id LIMIT $1\
      """;

  /// Everything that is one number.
  static final String TROUBLES =
      """
      SELECT ozm_now() AS at, (SELECT version FROM config_head) AS version,
        (SELECT count(*) FROM tenants WHERE status IN ('active', 'trial')) AS served,
        (SELECT count(*) FROM tenants WHERE status NOT IN ('active', 'trial')) AS not_served,
        (SELECT count(*) FROM assignments WHERE worker IS NULL) AS unassigned,
        (SELECT count(*) FROM (SELECT FROM delivery_queue LIMIT $1) q) AS unfinished,
        (SELECT extract(epoch FROM ozm_now() - min(due_at))::float8 FROM delivery_queue
         WHERE due_at <= ozm_now()) AS oldest_due,
        (SELECT count(*) FROM (SELECT FROM deliveries WHERE outcome = 'dead' LIMIT $1) d)
          AS dead_letters,
        (SELECT count(*) FROM (SELECT FROM evaluation_errors LIMIT $1) e) AS evaluation_errors,
        (SELECT max(created_at) FROM (SELECT created_at FROM evaluation_errors LIMIT $1) e)
          AS last_error,
        (SELECT count(*) FROM (
          SELECT FROM missed_blocks WHERE state IN ('pending', 'failed') LIMIT $1) m)
          AS missed_blocks,
        (SELECT count(*) FROM (SELECT FROM disabled_endpoints LIMIT $1) x) AS disabled_endpoints\
      """;

  /// The numbers of the summary; nodes that are silent do not count.
  static final String SUMMARY =
      """
      WITH live AS (
        SELECT numbers FROM node_reports WHERE reported_at > ozm_now() - 3 * every)
      SELECT
        (SELECT count(*) FROM workers
         WHERE state <> 'stopped' AND renewed_at > ozm_now() - make_interval(secs => $1))
          AS workers,
        (SELECT count(DISTINCT tenant_id) FROM tenant_lane) AS tenants,
        (SELECT count(*) FROM monitors WHERE active) AS monitors,
        (SELECT coalesce(sum((numbers ->> 'rpc_rate')::float8), 0) FROM live) AS rpc_rate,
        (SELECT coalesce(sum((numbers ->> 'cache_hits_last_hour')::float8), 0) FROM live) AS hits,
        (SELECT coalesce(sum((numbers ->> 'cache_requests_last_hour')::float8), 0) FROM live)
          AS requests,
        (SELECT coalesce(sum((numbers ->> 'matches_last_hour')::bigint), 0)::bigint FROM live)
          AS matches,
        (SELECT coalesce(avg(greatest(head_height - tip_height, 0)), 0)::float8 FROM lease
         WHERE name LIKE 'network:%' AND owner IS NOT NULL AND head_height IS NOT NULL) AS lag\
      """;
}
