package org.ozmonitor.server.cluster;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;

/// Owns the table `workers`: who evaluates, and since which start. Thread-safe.
public final class Workers {
  private static final String REGISTER =
      """
      INSERT INTO workers (id, epoch, roles) VALUES ($1, 1, $2)
      ON CONFLICT (id) DO UPDATE
        SET epoch = workers.epoch + 1, renewals = 0, state = 'running', roles = excluded.roles
      RETURNING epoch\
      """;

  private final SqlClient client;

  public Workers(SqlClient client) {
    this.client = client;
  }

  /// One start of one worker. Immutable.
  ///
  /// @param epoch rises with each start under this id; the older process must exit
  public record Registration(String id, long epoch) {}

  /// A worker as others see it. Immutable.
  ///
  /// @param running false when it said that it stopped or drains
  public record Observation(String id, long epoch, long renewals, boolean running) {}

  /// Begins a new start of this worker.
  public Future<Registration> register(String id, String roles) {
    return client
        .preparedQuery(REGISTER)
        .execute(Tuple.of(id, roles))
        .map(rows -> new Registration(id, rows.iterator().next().getLong(0)));
  }

  /// Shows that the worker lives; false when another process has started under the same id.
  public Future<Boolean> renew(Registration registration) {
    return client
        .preparedQuery("UPDATE workers SET renewals = renewals + 1 WHERE id = $1 AND epoch = $2")
        .execute(Tuple.of(registration.id(), registration.epoch()))
        .map(rows -> rows.rowCount() == 1);
  }

  /// Says that this start is over, so that its lanes can move at once.
  public Future<Void> stopped(Registration registration) {
    return client
        .preparedQuery("UPDATE workers SET state = 'stopped' WHERE id = $1 AND epoch = $2")
        .execute(Tuple.of(registration.id(), registration.epoch()))
        .mapEmpty();
  }

  /// All workers ever seen, by id.
  public Future<List<Observation>> list() {
    return client
        .preparedQuery("SELECT id, epoch, renewals, state FROM workers ORDER BY id")
        .execute()
        .map(Workers::observations);
  }

  private static List<Observation> observations(RowSet<Row> rows) {
    List<Observation> found = new ArrayList<>();
    for (Row row : rows) {
      found.add(
          new Observation(
              row.getString(0),
              row.getLong(1),
              row.getLong(2),
              "running".equals(row.getString(3))));
    }
    return found;
  }
}
