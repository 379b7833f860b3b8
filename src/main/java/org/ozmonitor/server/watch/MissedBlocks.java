package org.ozmonitor.server.watch;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.ozmonitor.core.chain.NetworkId;

/// Owns the table `missed_blocks`: ranges of blocks that were given up by an operator's policy, and
/// what became of them. Ranges do not overlap. Thread-safe.
final class MissedBlocks {
  /// What became of a range.
  enum State {
    /// Not evaluated yet.
    PENDING,
    /// Evaluated later.
    RECOVERED,
    /// Tried as often as allowed, in vain.
    FAILED,
    /// Too old to be tried.
    EXPIRED;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// Blocks that are still to be recovered.
  ///
  /// @param retries how often the first one was tried in vain
  /// @param asked whether somebody wants them, whatever the network's settings say
  record Pending(long first, long last, String reason, int retries, boolean asked) {}

  private static final String RECORD =
      """
      INSERT INTO missed_blocks (network_id, first_height, last_height, reason, state)
      VALUES ($1, $2, $3, $4, 'pending') ON CONFLICT (network_id, first_height) DO NOTHING\
      """;

  private static final String NEXT =
      """
      SELECT first_height, last_height, reason, retries, asked FROM missed_blocks
      WHERE network_id = $1 AND state = 'pending' AND (asked OR NOT $2)
      ORDER BY asked DESC, first_height LIMIT 1\
      """;

  /// Those of some heights that are not recovered, whole ranges.
  private static final String LOCK_LOST =
      """
      SELECT first_height, last_height, reason, retries, asked FROM missed_blocks
      WHERE network_id = $1 AND first_height <= $3 AND last_height >= $2 AND state <> 'recovered'
        AND NOT (state = 'pending' AND asked)
      ORDER BY first_height FOR UPDATE\
      """;

  private static final String REMOVE =
      "DELETE FROM missed_blocks WHERE network_id = $1 AND first_height = $2";

  private static final String PUT =
      """
      INSERT INTO missed_blocks (network_id, first_height, last_height, reason, state, asked)
      SELECT $1, $2::bigint, $3::bigint, $4, 'pending', $5 WHERE $2::bigint <= $3::bigint\
      """;

  /// The first blocks of a range take another state: they join the range of that state that ends
  /// before them, or begin one; the rest stays.
  private static final String JOIN =
      """
      UPDATE missed_blocks SET last_height = $3, last_error = coalesce($5, last_error)
      WHERE network_id = $1 AND last_height = $2 - 1 AND state = $4\
      """;

  private static final String CUT =
      """
      UPDATE missed_blocks SET first_height = $3 + 1, retries = 0, last_error = NULL
      WHERE network_id = $1 AND first_height = $2 AND state = 'pending' AND last_height > $3\
      """;

  private static final String END =
      """
      DELETE FROM missed_blocks
      WHERE network_id = $1 AND first_height = $2 AND state = 'pending' AND last_height = $3\
      """;

  private static final String INSERT =
      """
      INSERT INTO missed_blocks (network_id, first_height, last_height, reason, state, last_error)
      VALUES ($1, $2, $3, $4, $5, $6)\
      """;

  private static final String TRIED =
      """
      UPDATE missed_blocks SET retries = retries + 1, last_error = $3
      WHERE network_id = $1 AND first_height = $2 AND state = 'pending'\
      """;

  private static final String COUNT =
      """
      SELECT state, sum(last_height - first_height + 1)::bigint FROM missed_blocks
      WHERE network_id = $1 GROUP BY state\
      """;

  /// Blocks were given up.
  Future<Void> record(
      SqlConnection connection, NetworkId network, long first, long last, String reason) {
    return connection
        .preparedQuery(RECORD)
        .execute(Tuple.of(network.value(), first, last, reason))
        .mapEmpty();
  }

  /// The lowest blocks that are still to be recovered, those that are asked for first.
  ///
  /// @param onlyAsked leaves out what nobody has asked for
  Future<Optional<Pending>> next(SqlClient client, NetworkId network, boolean onlyAsked) {
    return client
        .preparedQuery(NEXT)
        .execute(Tuple.of(network.value(), onlyAsked))
        .map(
            rows ->
                StreamSupport.stream(rows.spliterator(), false)
                    .findFirst()
                    .map(MissedBlocks::pending));
  }

  /// Somebody wants the blocks of some heights that were given up. Answers how many there are. What
  /// of their ranges has other heights is pending, too, and recovered as the settings say.
  Future<Long> ask(SqlConnection connection, NetworkId network, long first, long last) {
    return connection
        .preparedQuery(LOCK_LOST)
        .execute(Tuple.of(network.value(), first, last))
        .compose(
            rows -> {
              Future<Long> asked = Future.succeededFuture(0L);
              for (Row row : rows) {
                Pending range = pending(row);
                long from = Math.max(first, range.first());
                long to = Math.min(last, range.last());
                asked =
                    asked.compose(
                        before ->
                            split(connection, network, range, from, to)
                                .map(before + to - from + 1));
              }
              return asked;
            });
  }

  private static Future<Void> split(
      SqlConnection connection, NetworkId network, Pending range, long from, long to) {
    return connection
        .preparedQuery(REMOVE)
        .execute(Tuple.of(network.value(), range.first()))
        .compose(_ -> put(connection, network, range, range.first(), from - 1, range.asked()))
        .compose(_ -> put(connection, network, range, from, to, true))
        .compose(_ -> put(connection, network, range, to + 1, range.last(), range.asked()));
  }

  private static Future<Void> put(
      SqlConnection connection,
      NetworkId network,
      Pending range,
      long first,
      long last,
      boolean asked) {
    return connection
        .preparedQuery(PUT)
        .execute(Tuple.of(network.value(), first, last, range.reason(), asked))
        .mapEmpty();
  }

  /// The first blocks of a range, up to `last`, are in another state now.
  Future<Void> settle(
      SqlConnection connection,
      NetworkId network,
      Pending range,
      long last,
      State state,
      Optional<String> error) {
    String cut = range.last() > last ? CUT : END;
    return connection
        .preparedQuery(cut)
        .execute(Tuple.of(network.value(), range.first(), last))
        .compose(
            rows ->
                rows.rowCount() == 1
                    ? connection
                        .preparedQuery(JOIN)
                        .execute(
                            Tuple.of(
                                network.value(),
                                range.first(),
                                last,
                                state.word(),
                                error.orElse(null)))
                    : Future.failedFuture(new LogMovedException("the missed blocks have changed")))
        .compose(
            joined ->
                joined.rowCount() > 0
                    ? Future.succeededFuture()
                    : connection
                        .preparedQuery(INSERT)
                        .execute(
                            Tuple.of(
                                network.value(),
                                range.first(),
                                last,
                                range.reason(),
                                state.word(),
                                error.orElse(null)))
                        .mapEmpty());
  }

  /// The first block of a range was tried in vain.
  Future<Void> tried(SqlClient client, NetworkId network, Pending range, String error) {
    return client
        .preparedQuery(TRIED)
        .execute(Tuple.of(network.value(), range.first(), error))
        .mapEmpty();
  }

  /// The number of blocks in each state; a state without blocks is left out.
  Future<Map<State, Long>> count(SqlClient client, NetworkId network) {
    return client
        .preparedQuery(COUNT)
        .execute(Tuple.of(network.value()))
        .map(
            rows -> {
              Map<State, Long> counts = new HashMap<>();
              for (Row row : rows) {
                counts.put(
                    State.valueOf(row.getString(0).toUpperCase(Locale.ROOT)), row.getLong(1));
              }
              return counts;
            });
  }

  private static Pending pending(Row row) {
    return new Pending(
        row.getLong("first_height"),
        row.getLong("last_height"),
        row.getString("reason"),
        row.getInteger("retries"),
        row.getBoolean("asked"));
  }
}
