package org.ozmonitor.server.notification;

import io.vertx.core.Future;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

/// The part of {@link Deliveries} that keeps the queue in shape. Thread-safe.
final class QueueUpkeep {
  private final SqlClient client;

  QueueUpkeep(SqlClient client) {
    this.client = client;
  }

  /// Makes due whose turn it is: those whose predecessor was finished in another way, or in the
  /// very
  /// moment in which they were queued.
  Future<Integer> wakeAll() {
    return client.query(ClaimSql.WAKE_ALL).execute().map(RowSet::rowCount);
  }

  /// Puts off what is due for triggers whose endpoints are shut, the longest due first, so that
  /// claims need not look past it. Returns how many.
  ///
  /// @param shut for how long
  Future<Integer> park(Map<UUID, Duration> shut, int limit) {
    return client
        .preparedQuery(ClaimSql.PARK)
        .execute(
            Tuple.of(
                shut.keySet().toArray(UUID[]::new),
                shut.values().stream().map(Duration::toMillis).toArray(Long[]::new),
                limit))
        .map(RowSet::rowCount);
  }

  /// Tells the planner of tables that have grown much since it last looked: plans made while they
  /// were small are forgotten. Returns how many.
  Future<Integer> refreshStatistics() {
    return client
        .query("SELECT ozm_refresh_statistics()")
        .execute()
        .map(rows -> rows.iterator().next().getInteger(0));
  }

  /// The receiver of this claim is gone: the revision of its trigger gets nothing any more.
  Future<Void> disable(ClaimedDelivery claim, String reason) {
    return client
        .preparedQuery(ClaimSql.DISABLE)
        .execute(
            Tuple.of(
                claim.tenant().value(),
                claim.triggerId(),
                claim.trigger().orElseThrow().revision(),
                reason))
        .mapEmpty();
  }
}
