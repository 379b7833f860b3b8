package org.ozmonitor.server.work;

/// The statements of {@link Lanes}. A statement that raises the epoch of a lane locks its row; what
/// changes its tenants comes after it in the same transaction.
final class LaneSql {
  /// Without the tenants of lanes that are known under their epoch. One statement, so that tenants
  /// and epoch come from one snapshot.
  static final String SELECT =
      """
      SELECT lane.id, network_id, kind, worker, seq, end_seq, config_version, lane.epoch, version,
             reason,
             CASE WHEN known.id IS NULL
                  THEN ARRAY(SELECT tenant_id FROM tenant_lane t WHERE t.lane_id = lane.id)
             END AS tenants
      FROM lane LEFT JOIN unnest($1::uuid[], $2::bigint[]) AS known (id, epoch)
                  ON known.id = lane.id AND known.epoch = lane.epoch
      """;

  static final String POSITIONS =
      """
      SELECT id, seq FROM lane
      WHERE network_id = $1 AND worker IS NOT NULL AND kind IN ('MAIN', 'CATCH_UP') LIMIT $2
      """;

  static final String MOVE = "UPDATE lane SET seq = $3 WHERE id = $1 AND seq = $2 AND epoch = $4";

  /// What a lane that follows the log is at a worker: the first one is its main lane.
  private static final String KIND_AT =
      """
      CASE WHEN %1$s NOT IN ('MAIN', 'CATCH_UP') THEN %1$s
           WHEN EXISTS (SELECT FROM lane m
                        WHERE m.network_id = %2$s AND m.worker = %3$s AND m.kind = 'MAIN'
                          AND m.id <> %4$s) THEN 'CATCH_UP'
           ELSE 'MAIN' END\
      """;

  static final String CREATE =
      """
      INSERT INTO lane (id, network_id, kind, worker, seq, epoch, reason)
      SELECT new.id, $1::uuid, %s, $2::text, $3::bigint, 1, $4::text
      FROM (SELECT gen_random_uuid() AS id) new
      RETURNING id
      """
          .formatted(KIND_AT.formatted("$5::text", "$1::uuid", "$2::text", "new.id"));

  static final String ADMIT =
      """
      UPDATE lane SET epoch = epoch + 1, version = version + 1, reason = $4
      WHERE id = (SELECT id FROM lane
                  WHERE network_id = $1 AND worker = $2 AND seq = $3
                    AND kind IN ('MAIN', 'CATCH_UP')
                  ORDER BY id LIMIT 1)
        AND seq = $3 AND worker = $2 AND kind IN ('MAIN', 'CATCH_UP')
      RETURNING id
      """;

  static final String JOIN =
      """
      INSERT INTO tenant_lane (tenant_id, network_id, lane_id)
      SELECT tenant_id, $1::uuid, $2::uuid FROM unnest($3::uuid[]) AS t (tenant_id)
      """;

  static final String HAND =
      """
      UPDATE lane SET worker = $3::text, epoch = epoch + 1, version = version + 1, reason = $4, kind = %s
      WHERE id = $1 AND epoch = $2
      """
          .formatted(KIND_AT.formatted("kind", "lane.network_id", "$3::text", "lane.id"));

  static final String TURN =
      """
      UPDATE lane SET worker = $4::text, epoch = epoch + 1, version = version + 1, reason = $5, kind = %s
      WHERE id = $1 AND epoch = $2
      """
          .formatted(KIND_AT.formatted("$3::text", "lane.network_id", "$4::text", "lane.id"));

  static final String RAISE =
      """
      UPDATE lane SET epoch = epoch + 1, version = version + 1
      WHERE id = $1 AND epoch = $2 RETURNING seq
      """;

  static final String MOVE_TENANTS =
      "UPDATE tenant_lane SET lane_id = $2 WHERE lane_id = $1 AND tenant_id = ANY ($3)";

  static final String REMOVE_IF_EMPTY =
      """
      DELETE FROM lane
      WHERE id = $1 AND NOT EXISTS (SELECT FROM tenant_lane WHERE lane_id = $1)
      """;

  /// A row that has changed while its lock was waited for is looked at again, and left out.
  static final String LOCK_MEETING =
      """
      SELECT lane.id FROM lane
        JOIN unnest($1::uuid[], $2::bigint[]) AS t (id, epoch) USING (id)
      WHERE lane.epoch = t.epoch AND lane.seq = $3 AND lane.network_id = $4 AND lane.worker = $5
        AND lane.kind IN ('MAIN', 'CATCH_UP')
      ORDER BY lane.id FOR NO KEY UPDATE OF lane
      """;

  static final String TAKE_IN = "UPDATE tenant_lane SET lane_id = $1 WHERE lane_id = ANY ($2)";

  static final String HOST =
      """
      UPDATE lane SET epoch = epoch + 1, version = version + 1, reason = $3, kind =
        CASE WHEN EXISTS (SELECT FROM lane m
                          WHERE m.network_id = lane.network_id AND m.worker = lane.worker
                            AND m.kind = 'MAIN' AND m.id <> lane.id AND m.id <> ALL ($2))
             THEN kind ELSE 'MAIN' END
      WHERE id = $1
      """;

  static final String REMOVE = "DELETE FROM lane WHERE id = ANY ($1)";

  private LaneSql() {}
}
