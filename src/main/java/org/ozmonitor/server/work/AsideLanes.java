package org.ozmonitor.server.work;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.lane.LaneKind;
import org.ozmonitor.core.tenant.TenantId;

/// Owns what the tables `lane` and `tenant_lane` say of lanes that walk entries once more, aside of
/// the lanes that their tenants have of their own. Stateless, thread-safe.
final class AsideLanes {
  private static final String CREATE =
      """
      INSERT INTO lane (id, network_id, kind, seq, end_seq, config_version, epoch, reason)
      VALUES ($1, $2, $3, $4, $5, $6, 1, $7)
      """;

  private static final String JOIN =
      """
      INSERT INTO tenant_lane (tenant_id, network_id, lane_id, aside)
      SELECT id, $2, $3, true FROM unnest($1::uuid[]) AS t (id)
      """;

  private static final String OWN =
      """
      SELECT t.tenant_id, lane.seq FROM tenant_lane t JOIN lane ON lane.id = t.lane_id
      WHERE t.network_id = $1 AND NOT t.aside AND ($2::uuid IS NULL OR t.tenant_id = $2::uuid)
      """;

  /// Both rows: a tenant that leaves its lane meanwhile is left out of the answer.
  private static final String HOLD =
      """
      SELECT t.tenant_id FROM tenant_lane t JOIN lane ON lane.id = t.lane_id
      WHERE t.tenant_id = ANY ($1) AND t.network_id = $2 AND NOT t.aside
      ORDER BY lane.id, t.tenant_id FOR NO KEY UPDATE OF lane FOR SHARE OF t
      """;

  /// The lanes of their own of a lane's tenants, unless its replay has added nothing.
  private static final String LOCK_OWN =
      """
      SELECT lane.id FROM tenant_lane a
        JOIN tenant_lane t
          ON t.tenant_id = a.tenant_id AND t.network_id = a.network_id AND NOT t.aside
        JOIN lane ON lane.id = t.lane_id
      WHERE a.lane_id = $1 AND a.aside
        AND EXISTS (SELECT FROM replays r WHERE r.id = $1 AND r.matches > 0)
      ORDER BY lane.id FOR NO KEY UPDATE OF lane
      """;

  private static final String RESTART = "UPDATE lane SET epoch = epoch + 1 WHERE id = ANY ($1)";

  private static final String LOCK = "SELECT id FROM lane WHERE id = $1 FOR UPDATE";

  private static final String RELEASE = "DELETE FROM tenant_lane WHERE lane_id = $1 AND aside";

  private static final String REMOVE =
      "DELETE FROM lane WHERE id = $1 AND kind IN ('REPLAY', 'BACK_FILL')";

  /// Makes a lane that the load balancer gives to some worker.
  ///
  /// @param first the first entry to be walked
  /// @param configVersion empty: each entry has its own
  Future<Void> create(
      SqlConnection connection,
      UUID id,
      NetworkId network,
      Set<TenantId> tenants,
      long first,
      long last,
      OptionalLong configVersion,
      String reason) {
    LaneKind kind = configVersion.isPresent() ? LaneKind.BACK_FILL : LaneKind.REPLAY;
    @Nullable Long version = configVersion.isPresent() ? (Long) configVersion.getAsLong() : null;
    return connection
        .preparedQuery(CREATE)
        .execute(
            Tuple.of(id, network.value(), kind.name(), first - 1, last)
                .addLong(version)
                .addString(reason))
        .compose(
            _ ->
                connection
                    .preparedQuery(JOIN)
                    .execute(
                        Tuple.tuple()
                            .addArrayOfUUID(Matches.ids(tenants))
                            .addUUID(network.value())
                            .addUUID(id)))
        .mapEmpty();
  }

  /// Where the lanes stand that tenants have of their own on a network.
  ///
  /// @param only empty: of all tenants
  Future<Map<TenantId, Long>> own(SqlClient client, NetworkId network, Optional<TenantId> only) {
    return client
        .preparedQuery(OWN)
        .execute(Tuple.of(network.value()).addUUID(only.map(TenantId::value).orElse(null)))
        .map(
            rows -> {
              Map<TenantId, Long> positions = new HashMap<>();
              rows.forEach(row -> positions.put(new TenantId(row.getUUID(0)), row.getLong(1)));
              return positions;
            });
  }

  /// Keeps the lanes that tenants have of their own where they are until the transaction ends: no
  /// orphan can pass between a look at the log and what is stored. Answers whose could be kept; a
  /// tenant that changes lanes at this moment is missing.
  Future<Set<TenantId>> hold(
      SqlConnection connection, NetworkId network, Collection<TenantId> tenants) {
    return connection
        .preparedQuery(HOLD)
        .execute(Tuple.tuple().addArrayOfUUID(Matches.ids(tenants)).addUUID(network.value()))
        .map(
            rows -> {
              Set<TenantId> held = new HashSet<>();
              rows.forEach(row -> held.add(new TenantId(row.getUUID(0))));
              return held;
            });
  }

  /// Lets the lanes that the tenants of a lane have of their own begin anew, so that they read what
  /// their matches wait for.
  Future<Void> restart(SqlConnection connection, UUID id) {
    return connection
        .preparedQuery(LOCK_OWN)
        .execute(Tuple.of(id))
        .compose(
            rows -> {
              Set<UUID> own = new TreeSet<>();
              rows.forEach(row -> own.add(row.getUUID(0)));
              return connection
                  .preparedQuery(RESTART)
                  .execute(Tuple.tuple().addArrayOfUUID(own.toArray(UUID[]::new)));
            })
        .mapEmpty();
  }

  /// Removes a lane after a last {@link #restart}; false when it is gone already.
  Future<Boolean> remove(SqlConnection connection, UUID id) {
    return connection
        .preparedQuery(LOCK)
        .execute(Tuple.of(id))
        .compose(_ -> restart(connection, id))
        .compose(_ -> connection.preparedQuery(RELEASE).execute(Tuple.of(id)))
        .compose(_ -> connection.preparedQuery(REMOVE).execute(Tuple.of(id)))
        .map(rows -> rows.rowCount() == 1);
  }
}
