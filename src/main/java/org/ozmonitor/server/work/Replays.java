package org.ozmonitor.server.work;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.ozmonitor.core.chain.NetworkId;

/// Owns the table `replays`: what was asked to be walked once more, how far it is and what it came
/// to. While it runs there is a lane of the same id. Thread-safe.
public final class Replays {
  private static final String CREATE =
      """
      INSERT INTO replays (id, network_id, first_height, last_height, first_seq, last_seq,
                           monitor_id, silent_before, blocks)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
      """;

  private static final String READ =
      """
      SELECT r.id, r.network_id, first_height, last_height, first_seq, last_seq, monitor_id,
             silent_before, blocks, matches, deliveries, failures, outcome,
             coalesce(lane.seq, last_seq) AS seq, lane.worker
      FROM replays r LEFT JOIN lane ON lane.id = r.id WHERE r.id = $1
      """;

  private static final String COUNT =
      """
      UPDATE replays SET matches = matches + $2, deliveries = deliveries + $3,
                         failures = failures + $4
      WHERE id = $1
      """;

  private static final String FINISH =
      """
      UPDATE replays SET outcome = $2, finished_at = ozm_now() WHERE id = $1 AND outcome IS NULL
      """;

  /// What is asked for. Immutable.
  ///
  /// @param firstSeq the first entry about a block of these heights
  /// @param lastSeq the last one
  /// @param monitor empty: all monitors of the tenants
  /// @param silentBefore matches of blocks before this time are stored and not sent, in seconds
  /// since
  ///     1970-01-01 UTC
  /// @param blocks how many entries are to be evaluated, at most
  record Replay(
      UUID id,
      NetworkId network,
      long firstHeight,
      long lastHeight,
      long firstSeq,
      long lastSeq,
      Optional<UUID> monitor,
      long silentBefore,
      long blocks) {
    boolean covers(long height) {
      return height >= firstHeight && height <= lastHeight;
    }
  }

  /// How a replay ended.
  public enum Outcome {
    /// Everything that was missing is there.
    DONE,
    /// Somebody did not want it any more.
    CANCELLED;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// How far a replay is. Immutable.
  ///
  /// @param blocks entries that are to be evaluated, at most
  /// @param walked the part of the entries that is done, 0 to 1
  /// @param worker who walks it, empty while nobody does
  /// @param matches added so far
  /// @param deliveries added so far
  /// @param failures of monitors, recorded as evaluation errors
  /// @param outcome empty while it runs
  public record Status(
      UUID id,
      long blocks,
      double walked,
      Optional<String> worker,
      long matches,
      long deliveries,
      long failures,
      Optional<Outcome> outcome) {}

  Future<Void> create(SqlConnection connection, Replay replay) {
    return connection
        .preparedQuery(CREATE)
        .execute(
            Tuple.of(
                    replay.id(),
                    replay.network().value(),
                    replay.firstHeight(),
                    replay.lastHeight(),
                    replay.firstSeq(),
                    replay.lastSeq())
                .addUUID(replay.monitor().orElse(null))
                .addLong(replay.silentBefore())
                .addLong(replay.blocks()))
        .mapEmpty();
  }

  /// What a lane was made for.
  Future<Optional<Replay>> find(SqlClient client, UUID id) {
    return client
        .preparedQuery(READ)
        .execute(Tuple.of(id))
        .map(rows -> first(rows).map(Replays::replay));
  }

  /// How far a replay is; empty when there is none of this id.
  public Future<Optional<Status>> status(SqlClient client, UUID id) {
    return client
        .preparedQuery(READ)
        .execute(Tuple.of(id))
        .map(rows -> first(rows).map(Replays::status));
  }

  /// Adds up what an entry came to, in the transaction that stores it.
  Future<Void> count(
      SqlConnection connection, UUID id, long matches, long deliveries, long failures) {
    return connection
        .preparedQuery(COUNT)
        .execute(Tuple.of(id, matches, deliveries, failures))
        .mapEmpty();
  }

  /// Ends a replay, in the transaction that removes its lane; false when it had ended before.
  Future<Boolean> finish(SqlConnection connection, UUID id, Outcome outcome) {
    return connection
        .preparedQuery(FINISH)
        .execute(Tuple.of(id, outcome.word()))
        .map(rows -> rows.rowCount() == 1);
  }

  private static Optional<Row> first(RowSet<Row> rows) {
    return StreamSupport.stream(rows.spliterator(), false).findFirst();
  }

  private static Replay replay(Row row) {
    return new Replay(
        row.getUUID("id"),
        new NetworkId(row.getUUID("network_id")),
        row.getLong("first_height"),
        row.getLong("last_height"),
        row.getLong("first_seq"),
        row.getLong("last_seq"),
        Optional.ofNullable(row.getUUID("monitor_id")),
        row.getLong("silent_before"),
        row.getLong("blocks"));
  }

  private static Status status(Row row) {
    long first = row.getLong("first_seq");
    long entries = row.getLong("last_seq") - first + 1;
    return new Status(
        row.getUUID("id"),
        row.getLong("blocks"),
        (double) (row.getLong("seq") - first + 1) / entries,
        Optional.ofNullable(row.getString("worker")),
        row.getLong("matches"),
        row.getLong("deliveries"),
        row.getLong("failures"),
        Optional.ofNullable(row.getString("outcome"))
            .map(word -> Outcome.valueOf(word.toUpperCase(Locale.ROOT))));
  }
}
