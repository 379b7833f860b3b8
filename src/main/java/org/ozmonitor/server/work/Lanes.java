package org.ozmonitor.server.work;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.tenant.TenantId;

/// Owns the tables `lane` and `tenant_lane`.
///
/// A lane moves by compare-and-set on its position and epoch; each change of its owner or tenants
/// raises the epoch, so a walker that has missed such a change moves nothing. Thread-safe.
public final class Lanes {
  /// Bound on the lanes that are read at once.
  static final int LIMIT = 10_000;

  /// One statement, so that tenants and epoch come from one snapshot.
  private static final String SELECT =
      """
      SELECT id, network_id, worker, seq, epoch, version, reason,
             ARRAY(SELECT tenant_id FROM tenant_lane t WHERE t.lane_id = lane.id) AS tenants
      FROM lane
      """;

  private static final String MOVE =
      "UPDATE lane SET seq = $3 WHERE id = $1 AND seq = $2 AND epoch = $4";

  private static final String CREATE =
      """
      INSERT INTO lane (id, network_id, worker, seq, epoch, reason)
      VALUES (gen_random_uuid(), $1, $2, $3, 1, $4)
      RETURNING id
      """;

  private static final String ADMIT =
      """
      UPDATE lane SET epoch = epoch + 1, version = version + 1, reason = $4
      WHERE id = (SELECT id FROM lane WHERE network_id = $1 AND worker = $2 AND seq = $3
                  ORDER BY id LIMIT 1)
        AND seq = $3 AND worker = $2
      RETURNING id
      """;

  private static final String JOIN =
      """
      INSERT INTO tenant_lane (tenant_id, network_id, lane_id) VALUES ($1, $2, $3)
      """;

  private static final String REASSIGN =
      """
      UPDATE lane SET worker = $3, epoch = epoch + 1, version = version + 1, reason = $4
      WHERE id = $1 AND version = $2
      """;

  /// The lanes of one worker, by id.
  public Future<List<Lane>> of(SqlClient client, String worker) {
    return client
        .preparedQuery(SELECT + "WHERE worker = $1 ORDER BY id LIMIT " + LIMIT)
        .execute(Tuple.of(worker))
        .map(Lanes::lanes);
  }

  /// All lanes, by id.
  public Future<List<Lane>> list(SqlClient client) {
    return client.preparedQuery(SELECT + "ORDER BY id LIMIT " + LIMIT).execute().map(Lanes::lanes);
  }

  /// Where the lanes of a network stand that have a worker.
  public Future<Map<UUID, Long>> positions(SqlClient client, NetworkId network) {
    return client
        .preparedQuery(
            "SELECT id, seq FROM lane WHERE network_id = $1 AND worker IS NOT NULL LIMIT " + LIMIT)
        .execute(Tuple.of(network.value()))
        .map(
            rows ->
                StreamSupport.stream(rows.spliterator(), false)
                    .collect(Collectors.toMap(row -> row.getUUID(0), row -> row.getLong(1))));
  }

  /// The tenants of a lane.
  public Future<Set<TenantId>> tenantsOf(SqlClient client, UUID lane) {
    return client
        .preparedQuery("SELECT tenant_id FROM tenant_lane WHERE lane_id = $1")
        .execute(Tuple.of(lane))
        .map(
            rows ->
                StreamSupport.stream(rows.spliterator(), false)
                    .map(row -> new TenantId(row.getUUID(0)))
                    .collect(Collectors.toUnmodifiableSet()));
  }

  /// Moves a lane from one position to a later one. False: somebody else has moved it, or it has
  /// another epoch; the caller must roll back.
  public Future<Boolean> move(SqlConnection connection, UUID lane, long from, long to, long epoch) {
    return connection
        .preparedQuery(MOVE)
        .execute(Tuple.of(lane, from, to, epoch))
        .map(rows -> rows.rowCount() == 1);
  }

  /// Makes a lane without tenants.
  public Future<UUID> create(
      SqlConnection connection, NetworkId network, String worker, long seq, String reason) {
    return connection
        .preparedQuery(CREATE)
        .execute(Tuple.of(network.value(), worker, seq, reason))
        .map(rows -> rows.iterator().next().getUUID(0));
  }

  /// Adds a tenant to a lane of the worker that stands exactly at `seq`, and raises its epoch;
  /// makes
  /// such a lane when there is none. Fails when the tenant has a lane on the
  /// network already.
  public Future<UUID> place(
      SqlConnection connection,
      TenantId tenant,
      NetworkId network,
      String worker,
      long seq,
      String reason) {
    return connection
        .preparedQuery(ADMIT)
        .execute(Tuple.of(network.value(), worker, seq, reason))
        .compose(
            rows ->
                first(rows)
                    .map(row -> Future.succeededFuture(row.getUUID(0)))
                    .orElseGet(() -> create(connection, network, worker, seq, reason)))
        .compose(lane -> join(connection, tenant, network, lane).map(lane));
  }

  private static Future<Void> join(
      SqlConnection connection, TenantId tenant, NetworkId network, UUID lane) {
    return connection
        .preparedQuery(JOIN)
        .execute(Tuple.of(tenant.value(), network.value(), lane))
        .mapEmpty();
  }

  /// Gives a lane to another worker, if it still is as it was planned from; false when it is not.
  ///
  /// @param version of the lane when it was read
  public Future<Boolean> reassign(
      SqlConnection connection, UUID lane, long version, String worker, String reason) {
    return connection
        .preparedQuery(REASSIGN)
        .execute(Tuple.of(lane, version, worker, reason))
        .map(rows -> rows.rowCount() == 1);
  }

  private static Optional<Row> first(RowSet<Row> rows) {
    return StreamSupport.stream(rows.spliterator(), false).findFirst();
  }

  private static List<Lane> lanes(RowSet<Row> rows) {
    return StreamSupport.stream(rows.spliterator(), false).map(Lanes::lane).toList();
  }

  private static Lane lane(Row row) {
    return new Lane(
        row.getUUID("id"),
        new NetworkId(row.getUUID("network_id")),
        Optional.ofNullable(row.getString("worker")),
        row.getLong("seq"),
        row.getLong("epoch"),
        row.getLong("version"),
        row.getString("reason"),
        Arrays.stream(row.getArrayOfUUIDs("tenants"))
            .map(TenantId::new)
            .collect(Collectors.toUnmodifiableSet()));
  }
}
