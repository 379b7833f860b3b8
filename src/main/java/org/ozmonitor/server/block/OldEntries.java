package org.ozmonitor.server.block;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.ozmonitor.core.chain.NetworkId;

/// The part of {@link BlockLog} that forgets: entries at the begin of a log that nothing needs any
/// more. Stateless, thread-safe.
public final class OldEntries {
  private static final String PREFIX = BlockLog.LEASE_PREFIX;

  /// A log keeps at least so many entries: {@link BlockLog} looks for final blocks among them.
  public static final int LEAST_KEPT = BlockLog.MAX_LOOK_BACK + 1;

  /// As far as {@link BlockLog#standingDown} reads.
  private static final String REACH =
      """
      SELECT min(seq) FROM (
        SELECT seq FROM block_log
        WHERE network_id = $1 AND (kind IN ('START', 'ORPHAN') OR kind = 'BLOCK' AND reason IS NULL)
        ORDER BY seq DESC LIMIT %d) newest\
      """
          .formatted(BlockLog.MAX_READ_DOWN);

  private static final String REMOVE =
      """
      DELETE FROM block_log WHERE network_id = $1 AND seq < $2::bigint
        AND seq < (SELECT min(seq) FROM block_log WHERE network_id = $1) + $3::bigint\
      """;

  /// All networks that were ever watched.
  public Future<List<NetworkId>> networks(SqlClient client) {
    return client
        .preparedQuery("SELECT name FROM lease WHERE name LIKE $1 || '%'")
        .execute(Tuple.of(PREFIX))
        .map(
            rows -> {
              List<NetworkId> networks = new ArrayList<>(rows.size());
              for (Row row : rows) {
                String id = row.getString(0).substring(PREFIX.length());
                networks.add(new NetworkId(UUID.fromString(id)));
              }
              return List.copyOf(networks);
            });
  }

  /// Keeps the begin of a log where it is until the transaction ends: for whoever reads where it
  /// begins and then has something begin there, such as a lane.
  public Future<Void> hold(SqlConnection transaction, NetworkId network) {
    return lock(transaction, network, "pg_advisory_xact_lock_shared");
  }

  /// Waits until nobody is about to have something begin in a log, and keeps it so until the
  /// transaction ends. To be called before it is found out what may go.
  public Future<Void> lock(SqlConnection transaction, NetworkId network) {
    return lock(transaction, network, "pg_advisory_xact_lock");
  }

  private static Future<Void> lock(SqlConnection transaction, NetworkId network, String function) {
    return transaction
        .preparedQuery("SELECT %s(hashtextextended($1, 0))".formatted(function))
        .execute(Tuple.of("ozm_block_log " + network))
        .mapEmpty();
  }

  /// The first and the last entry that are there; empty for a log without any.
  public Future<Optional<Extent>> extent(SqlClient client, NetworkId network) {
    return client
        .preparedQuery("SELECT min(seq), max(seq) FROM block_log WHERE network_id = $1")
        .execute(Tuple.of(network.value()))
        .map(
            rows -> {
              Row row = rows.iterator().next();
              return row.getLong(0) == null
                  ? Optional.empty()
                  : Optional.of(new Extent(row.getLong(0), row.getLong(1)));
            });
  }

  /// What there is of a log.
  public record Extent(long first, long last) {}

  /// The entry from which on a reorganisation may look; empty for a log without entries.
  public Future<OptionalLong> reach(SqlClient client, NetworkId network) {
    return client.preparedQuery(REACH).execute(Tuple.of(network.value())).map(OldEntries::number);
  }

  /// Removes entries below `floor` from the begin on, so that no hole comes up. Returns how many.
  ///
  /// @param limit at least 1
  public Future<Integer> removeBelow(
      SqlConnection transaction, NetworkId network, long floor, int limit) {
    return transaction
        .preparedQuery(REMOVE)
        .execute(Tuple.of(network.value(), floor, (long) limit))
        .map(RowSet::rowCount);
  }

  private static OptionalLong number(RowSet<Row> rows) {
    Long value = rows.iterator().next().getLong(0);
    return value == null ? OptionalLong.empty() : OptionalLong.of(value);
  }
}
