package org.ozmonitor.server.work;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.lane.LaneKind;
import org.ozmonitor.core.tenant.TenantId;

/// Owns the tables `lane` and `tenant_lane`.
///
/// A lane moves by compare-and-set on its position and epoch; each change of its owner or tenants
/// raises the epoch, so a walker that has missed such a change moves nothing. Thread-safe.
public final class Lanes {
  /// Bound on the lanes that are read at once.
  static final int LIMIT = 10_000;

  /// The lanes of one worker, by id.
  public Future<List<Lane>> of(SqlClient client, String worker) {
    return of(client, worker, List.of());
  }

  /// The lanes of one worker, by id, read as {@link #list(SqlClient, List)} does.
  public Future<List<Lane>> of(SqlClient client, String worker, List<Lane> known) {
    return client
        .preparedQuery(LaneSql.SELECT + "WHERE worker = $3 ORDER BY lane.id LIMIT " + LIMIT)
        .execute(epochs(known).addString(worker))
        .map(rows -> LaneRows.lanes(rows, known));
  }

  /// All lanes, by id.
  public Future<List<Lane>> list(SqlClient client) {
    return list(client, List.of());
  }

  /// All lanes, by id. The tenants of those whose epoch is known are not read again: each change of
  /// them raises it.
  public Future<List<Lane>> list(SqlClient client, List<Lane> known) {
    return client
        .preparedQuery(LaneSql.SELECT + "ORDER BY lane.id LIMIT " + LIMIT)
        .execute(epochs(known))
        .map(rows -> LaneRows.lanes(rows, known));
  }

  private static Tuple epochs(List<Lane> known) {
    return Tuple.tuple()
        .addArrayOfUUID(known.stream().map(Lane::id).toArray(UUID[]::new))
        .addArrayOfLong(known.stream().map(Lane::epoch).toArray(Long[]::new));
  }

  /// Where the lanes of a network stand that have a worker and follow the log: those that a watcher
  /// must not run away from.
  public Future<Map<UUID, Long>> positions(SqlClient client, NetworkId network) {
    return client
        .preparedQuery(LaneSql.POSITIONS)
        .execute(Tuple.of(network.value(), LIMIT))
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
        .preparedQuery(LaneSql.MOVE)
        .execute(Tuple.of(lane, from, to, epoch))
        .map(rows -> rows.rowCount() == 1);
  }

  private static Future<UUID> create(
      SqlConnection connection,
      NetworkId network,
      Optional<String> worker,
      LaneKind kind,
      long seq,
      String reason) {
    return connection
        .preparedQuery(LaneSql.CREATE)
        .execute(Tuple.of(network.value(), worker.orElse(null), seq, reason, kind.name()))
        .map(rows -> rows.iterator().next().getUUID(0));
  }

  /// Adds tenants to a lane of the worker that follows the log and stands exactly at `seq`, and
  /// raises its epoch; makes such a lane when there is none. Fails when one of them has a lane of
  /// its own on the network already.
  ///
  /// @param worker empty: their place is kept, and nobody walks
  public Future<UUID> place(
      SqlConnection connection,
      Set<TenantId> tenants,
      NetworkId network,
      Optional<String> worker,
      long seq,
      String reason) {
    return connection
        .preparedQuery(LaneSql.ADMIT)
        .execute(Tuple.of(network.value(), worker.orElse(null), seq, reason))
        .compose(
            rows ->
                first(rows)
                    .map(row -> Future.succeededFuture(row.getUUID(0)))
                    .orElseGet(
                        () -> create(connection, network, worker, LaneKind.CATCH_UP, seq, reason)))
        .compose(lane -> join(connection, tenants, network, lane).map(lane));
  }

  private static Future<Void> join(
      SqlConnection connection, Set<TenantId> tenants, NetworkId network, UUID lane) {
    return connection
        .preparedQuery(LaneSql.JOIN)
        .execute(Tuple.of(network.value(), lane).addArrayOfUUID(ids(tenants)))
        .mapEmpty();
  }

  /// Gives a lane of whatever kind to another worker, as it is; false when it has another epoch by
  /// now.
  ///
  /// @param worker empty: nobody walks it until the load balancer gives it to somebody
  public Future<Boolean> hand(
      SqlConnection connection, Lane lane, Optional<String> worker, String reason) {
    return connection
        .preparedQuery(LaneSql.HAND)
        .execute(Tuple.of(lane.id(), lane.epoch(), worker.orElse(null), reason))
        .map(rows -> rows.rowCount() == 1);
  }

  /// Moves tenants out of a lane that follows the log, or is parked, into one of their own that
  /// stands where this one stands. A lane that is left without tenants is removed.
  ///
  /// @param from as it was read; it may have moved since
  /// @param tenants of this lane
  /// @param worker who gets the new lane; empty: whoever the load balancer gives it to
  /// @param kind what the new lane is; a lane that follows the log becomes the main lane of a
  /// worker
  ///     that has none on the network
  /// @return the new lane; empty, with nothing changed, when `from` has another epoch by now
  public Future<Optional<UUID>> leave(
      SqlConnection connection,
      Lane from,
      Set<TenantId> tenants,
      Optional<String> worker,
      LaneKind kind,
      String reason) {
    if (tenants.isEmpty() || !from.tenants().containsAll(tenants)) {
      return Future.failedFuture(new IllegalArgumentException(from.id() + " has not all of them"));
    }
    if (kind.isAside() || from.kind().isAside()) {
      return Future.failedFuture(new IllegalArgumentException("nobody leaves for " + kind));
    }
    return raise(connection, from)
        .compose(
            seq ->
                seq.isEmpty()
                    ? Future.succeededFuture(Optional.empty())
                    : create(connection, from.network(), worker, kind, seq.get(), reason)
                        .compose(lane -> moveTenants(connection, from, lane, tenants).map(lane))
                        .map(Optional::of));
  }

  /// Locks a lane and raises its epoch; answers where it stands, or nothing when it has another
  /// epoch by now.
  private static Future<Optional<Long>> raise(SqlConnection connection, Lane lane) {
    return connection
        .preparedQuery(LaneSql.RAISE)
        .execute(Tuple.of(lane.id(), lane.epoch()))
        .map(rows -> first(rows).map(row -> row.getLong(0)));
  }

  private static Future<Void> moveTenants(
      SqlConnection connection, Lane from, UUID to, Set<TenantId> tenants) {
    return connection
        .preparedQuery(LaneSql.MOVE_TENANTS)
        .execute(Tuple.of(from.id(), to).addArrayOfUUID(ids(tenants)))
        .compose(_ -> removeIfEmpty(connection, from));
  }

  private static Future<Void> removeIfEmpty(SqlConnection connection, Lane lane) {
    return connection
        .preparedQuery(LaneSql.REMOVE_IF_EMPTY)
        .execute(Tuple.of(lane.id()))
        .mapEmpty();
  }

  /// Makes one lane of several that follow the log of one network, have one worker and stand at one
  /// entry.
  ///
  /// @param into the one that takes the tenants of the others in; it becomes the worker's main lane
  ///     unless that is another one
  /// @param others as they were read, at least one
  /// @param seq where they all stand
  /// @return false, with nothing changed, when one of them has moved or changed since
  public Future<Boolean> merge(
      SqlConnection connection, Lane into, List<Lane> others, long seq, String reason) {
    List<Lane> all = Stream.concat(Stream.of(into), others.stream()).toList();
    UUID[] gone = others.stream().map(Lane::id).toArray(UUID[]::new);
    return connection
        .preparedQuery(LaneSql.LOCK_MEETING)
        .execute(
            Tuple.tuple()
                .addArrayOfUUID(all.stream().map(Lane::id).toArray(UUID[]::new))
                .addArrayOfLong(all.stream().map(Lane::epoch).toArray(Long[]::new))
                .addLong(seq)
                .addUUID(into.network().value())
                .addString(into.worker().orElse(null)))
        .compose(
            locked ->
                locked.rowCount() < all.size()
                    ? Future.succeededFuture(false)
                    : takeIn(connection, into, gone, reason).map(true));
  }

  private static Future<Void> takeIn(
      SqlConnection connection, Lane into, UUID[] gone, String reason) {
    return connection
        .preparedQuery(LaneSql.TAKE_IN)
        .execute(Tuple.of(into.id()).addArrayOfUUID(gone))
        .compose(
            _ ->
                connection
                    .preparedQuery(LaneSql.HOST)
                    .execute(Tuple.of(into.id()).addArrayOfUUID(gone).addString(reason)))
        .compose(
            _ ->
                connection
                    .preparedQuery(LaneSql.REMOVE)
                    .execute(Tuple.tuple().addArrayOfUUID(gone)))
        .mapEmpty();
  }

  /// Makes another kind of a lane that is not aside, or gives it to somebody else.
  ///
  /// @param lane as it was read; it may have moved since
  /// @param kind a lane that follows the log becomes the main lane of a worker that has none
  /// @param worker empty: whoever the load balancer gives it to
  /// @return false, with nothing changed, when it has another epoch by now
  public Future<Boolean> turn(
      SqlConnection connection, Lane lane, LaneKind kind, Optional<String> worker, String reason) {
    if (kind.isAside() || lane.kind().isAside()) {
      return Future.failedFuture(new IllegalArgumentException(lane.kind() + " to " + kind));
    }
    return connection
        .preparedQuery(LaneSql.TURN)
        .execute(Tuple.of(lane.id(), lane.epoch(), kind.name(), worker.orElse(null), reason))
        .map(rows -> rows.rowCount() == 1);
  }

  private static UUID[] ids(Set<TenantId> tenants) {
    return tenants.stream().map(TenantId::value).sorted().toArray(UUID[]::new);
  }

  private static Optional<Row> first(RowSet<Row> rows) {
    return StreamSupport.stream(rows.spliterator(), false).findFirst();
  }
}
