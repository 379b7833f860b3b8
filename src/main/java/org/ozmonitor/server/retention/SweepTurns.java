package org.ozmonitor.server.retention;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;

/// Owns the table `retention_turn`: whose turn it is. A turn is taken, not held: should its node
/// die, somebody takes the next one, and two at once do no harm. Thread-safe.
final class SweepTurns {
  private static final String TAKE =
      """
      UPDATE retention_turn t SET node = $1, begun_at = now.at
      FROM (SELECT ozm_now() AS at OFFSET 0) now
      WHERE t.begun_at <= now.at - $2::bigint * interval '1 ms' OR t.begun_at > now.at\
      """;

  private final SqlClient client;

  SweepTurns(SqlClient client) {
    this.client = client;
  }

  /// True when this node is to clean up now. A turn that lies ahead, because the database's clock
  /// was set back, counts as over.
  Future<Boolean> take(String node, Duration interval) {
    return client
        .preparedQuery(TAKE)
        .execute(Tuple.of(node, interval.toMillis()))
        .map(rows -> rows.rowCount() == 1);
  }
}
