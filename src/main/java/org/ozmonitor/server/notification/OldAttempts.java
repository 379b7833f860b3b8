package org.ozmonitor.server.notification;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;

/// The part of {@link Deliveries} that forgets its history, a whole day at a time. Stateless,
/// thread-safe.
public final class OldAttempts {
  private static final String DROP =
      """
      SELECT ozm_drop_attempts_before(
        ((ozm_now() - $1::bigint * interval '1 ms') AT TIME ZONE 'UTC')::date)\
      """;

  /// Drops the oldest day that is over for longer than `age`; false when there is none. Fails, for
  /// now, when it is in use.
  public Future<Boolean> dropDay(SqlClient client, Duration age) {
    return client
        .preparedQuery(DROP)
        .execute(Tuple.of(age.toMillis()))
        .map(rows -> rows.iterator().next().getBoolean(0));
  }
}
