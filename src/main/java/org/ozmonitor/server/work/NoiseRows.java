package org.ozmonitor.server.work;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.noise.PastAlerts.Past;
import org.ozmonitor.core.notification.OutboundMessage;
import org.ozmonitor.core.tenant.TenantId;

/// Owns what rules against noise keep in the table `matches`. Stateless, thread-safe.
final class NoiseRows {
  /// Of those that are kept back, no more are counted: a statement must end in time, however long a
  /// monitor was kept silent.
  private static final int MOST_COUNTED = OutboundMessage.MOST_COUNTED;

  /// The newest, which are all that a decision looks at.
  private static final String LOCK_SCREENING =
      """
      SELECT m.id FROM unnest($1::uuid[], $2::uuid[]) AS w (tenant_id, monitor_id)
        CROSS JOIN LATERAL (
          SELECT tenant_id, id FROM matches
          WHERE tenant_id = w.tenant_id AND monitor_id = w.monitor_id AND network_id = $3
            AND noise_order < $4::bigint AND noise_order IS NOT NULL AND state = 'screening'
          ORDER BY noise_order DESC LIMIT 2 + $5::integer) newest
        JOIN matches m ON m.tenant_id = newest.tenant_id AND m.id = newest.id
      WHERE m.state = 'screening'
      ORDER BY m.tenant_id, m.id FOR SHARE OF m\
      """;

  private static final String PAST =
      """
      SELECT w.monitor_id, past.* FROM unnest($1::uuid[], $2::uuid[]) AS w (tenant_id, monitor_id),
      LATERAL (
        (SELECT id, noise_order, block_time, state <> 'suppressed' AS sent FROM matches
         WHERE tenant_id = w.tenant_id AND monitor_id = w.monitor_id AND network_id = $3
           AND noise_order < $4::bigint AND noise_order IS NOT NULL
           AND state IN ('screening', 'detected', 'confirmed', 'suppressed')
         ORDER BY noise_order DESC LIMIT $5::integer)
        UNION
        (SELECT id, noise_order, block_time, true FROM matches
         WHERE tenant_id = w.tenant_id AND monitor_id = w.monitor_id AND network_id = $3
           AND noise_order < $4::bigint AND noise_order IS NOT NULL
           AND state IN ('screening', 'detected', 'confirmed')
         ORDER BY noise_order DESC LIMIT 2)) past
      ORDER BY w.monitor_id, past.noise_order DESC\
      """;

  private static final String KEPT_BACK =
      """
      SELECT w.monitor_id,
        (SELECT count(*) FROM (
           SELECT FROM matches m
           WHERE m.tenant_id = w.tenant_id AND m.monitor_id = w.monitor_id AND m.network_id = $4
             AND m.noise_order > w.after AND m.noise_order < $5::bigint
             AND m.noise_order IS NOT NULL AND m.state = 'suppressed'
           LIMIT $6::integer) kept)
      FROM unnest($1::uuid[], $2::uuid[], $3::bigint[]) AS w (tenant_id, monitor_id, after)\
      """;

  private static final String EARLIEST =
      """
      WITH earliest AS (
        SELECT DISTINCT ON (suppressed_by) id FROM matches
        WHERE tenant_id = $1 AND suppressed_by = ANY ($2) AND state = 'suppressed'
        ORDER BY suppressed_by, noise_order)
      SELECT id, monitor_id FROM matches
      WHERE tenant_id = $1 AND id IN (SELECT id FROM earliest) AND state = 'suppressed'
      ORDER BY id FOR UPDATE\
      """;

  private static final String RELEASE =
      """
      UPDATE matches m
      SET state = CASE WHEN m.id = ANY ($3) THEN 'screening'
                       WHEN m.confirm_at IS NULL THEN 'confirmed' ELSE 'detected' END,
          seq = greatest(m.seq, $4::bigint), suppressed_by = NULL,
          suppressed_before = gone.suppressed_before +
            (SELECT count(*) FROM (
               SELECT FROM matches kept
               WHERE kept.tenant_id = m.tenant_id AND kept.monitor_id = m.monitor_id
                 AND kept.network_id = m.network_id AND kept.noise_order > gone.noise_order
                 AND kept.noise_order < m.noise_order AND kept.noise_order IS NOT NULL
                 AND kept.state = 'suppressed'
               LIMIT $5::integer) counted)
      FROM matches gone
      WHERE m.tenant_id = $1 AND m.id = ANY ($2) AND m.state = 'suppressed'
        AND gone.tenant_id = m.tenant_id AND gone.id = m.suppressed_by
      RETURNING m.id, m.monitor_id, m.seq, m.confirm_at IS NOT NULL AS awaits, gone.id AS gone\
      """;

  private static final String HAND_OVER =
      """
      UPDATE matches m SET suppressed_by = t.released
      FROM unnest($2::uuid[], $3::uuid[]) AS t (gone, released)
      WHERE m.tenant_id = $1 AND m.suppressed_by = t.gone AND m.state = 'suppressed'\
      """;

  /// A monitor of a tenant.
  record Whose(TenantId tenant, UUID monitor) {}

  /// A match that was kept back and is an alert now.
  ///
  /// @param seq under which it is one
  /// @param awaits whether its block is not confirmed yet
  /// @param gone the alert that had kept it back
  record Released(UUID id, UUID monitor, long seq, boolean awaits, UUID gone) {}

  /// Waits until nobody is about to decide on what is being screened, and keeps it so until the
  /// transaction ends: of as many as {@link #past} looks at.
  Future<Void> lockScreening(
      SqlConnection connection,
      NetworkId network,
      Collection<Whose> monitors,
      long before,
      int recent) {
    return connection
        .preparedQuery(LOCK_SCREENING)
        .execute(whose(monitors).addUUID(network.value()).addLong(before).addInteger(recent))
        .mapEmpty();
  }

  /// What stands of some monitors' matches before a place, newest first: the last two that were
  /// sent, and the last `recent`.
  Future<Map<UUID, List<Past>>> past(
      SqlConnection connection,
      NetworkId network,
      Collection<Whose> monitors,
      long before,
      int recent) {
    return connection
        .preparedQuery(PAST)
        .execute(whose(monitors).addUUID(network.value()).addLong(before).addInteger(recent))
        .map(
            rows -> {
              Map<UUID, List<Past>> past = new HashMap<>();
              for (Row row : rows) {
                past.computeIfAbsent(row.getUUID("monitor_id"), _ -> new ArrayList<>())
                    .add(
                        new Past(
                            row.getUUID("id"),
                            row.getLong("noise_order"),
                            row.getLong("block_time"),
                            row.getBoolean("sent")));
              }
              return past;
            });
  }

  /// How many matches were kept back between two places, as far as they are counted.
  ///
  /// @param after by monitor
  Future<Map<UUID, Long>> keptBack(
      SqlConnection connection, NetworkId network, Map<Whose, Long> after, long before) {
    return connection
        .preparedQuery(KEPT_BACK)
        .execute(
            whose(after.keySet())
                .addArrayOfLong(after.values().toArray(Long[]::new))
                .addUUID(network.value())
                .addLong(before)
                .addInteger(MOST_COUNTED))
        .map(
            rows -> {
              Map<UUID, Long> counts = new HashMap<>();
              rows.forEach(row -> counts.put(row.getUUID(0), row.getLong(1)));
              return counts;
            });
  }

  /// The earliest match that each alert kept back and that stands, locked: id and monitor.
  Future<Map<UUID, UUID>> earliest(
      SqlConnection connection, TenantId tenant, Collection<UUID> alerts) {
    return connection
        .preparedQuery(EARLIEST)
        .execute(Tuple.of(tenant.value()).addArrayOfUUID(array(alerts)))
        .map(
            rows -> {
              Map<UUID, UUID> monitors = new HashMap<>();
              rows.forEach(row -> monitors.put(row.getUUID(0), row.getUUID(1)));
              return monitors;
            });
  }

  /// Makes alerts of matches that were kept back; the others that the same alert kept back are kept
  /// back by these from now on.
  ///
  /// @param screened those of them whose conditions are to be asked first
  Future<List<Released>> release(
      SqlConnection connection,
      TenantId tenant,
      Collection<UUID> matches,
      Collection<UUID> screened,
      long seq) {
    return connection
        .preparedQuery(RELEASE)
        .execute(
            Tuple.of(tenant.value())
                .addArrayOfUUID(array(matches))
                .addArrayOfUUID(array(screened))
                .addLong(seq)
                .addInteger(MOST_COUNTED))
        .map(
            rows -> {
              List<Released> released = new ArrayList<>(rows.size());
              for (Row row : rows) {
                released.add(
                    new Released(
                        row.getUUID("id"),
                        row.getUUID("monitor_id"),
                        row.getLong("seq"),
                        row.getBoolean("awaits"),
                        row.getUUID("gone")));
              }
              return List.copyOf(released);
            })
        .compose(released -> handOver(connection, tenant, released).map(released));
  }

  private static Future<Void> handOver(
      SqlConnection connection, TenantId tenant, List<Released> released) {
    return connection
        .preparedQuery(HAND_OVER)
        .execute(
            Tuple.of(tenant.value())
                .addArrayOfUUID(released.stream().map(Released::gone).toArray(UUID[]::new))
                .addArrayOfUUID(released.stream().map(Released::id).toArray(UUID[]::new)))
        .mapEmpty();
  }

  private static Tuple whose(Collection<Whose> monitors) {
    return Tuple.tuple()
        .addArrayOfUUID(monitors.stream().map(it -> it.tenant().value()).toArray(UUID[]::new))
        .addArrayOfUUID(monitors.stream().map(Whose::monitor).toArray(UUID[]::new));
  }

  private static UUID[] array(Collection<UUID> ids) {
    return ids.stream().sorted().toArray(UUID[]::new);
  }
}
