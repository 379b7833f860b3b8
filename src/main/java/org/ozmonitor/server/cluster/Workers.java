package org.ozmonitor.server.cluster;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ozmonitor.core.balance.WorkerLoad;
import org.ozmonitor.core.balance.WorkerSighting;
import org.ozmonitor.core.balance.WorkerState;

/// Owns the table `workers`: who evaluates, and since which start. Thread-safe.
public final class Workers {
  private static final String REGISTER =
      """
      INSERT INTO workers (id, epoch, roles, renewed_at) VALUES ($1, 1, $2, ozm_now())
      ON CONFLICT (id) DO UPDATE
        SET epoch = workers.epoch + 1, renewals = 0, state = 'running', roles = excluded.roles,
            load = '{}', renewed_at = ozm_now()
      RETURNING epoch\
      """;

  private static final String RENEW =
      """
      UPDATE workers SET renewals = renewals + 1, renewed_at = ozm_now(), load = $3
      WHERE id = $1 AND epoch = $2\
      """;

  private final SqlClient client;

  public Workers(SqlClient client) {
    this.client = client;
  }

  /// One start of one worker. Immutable.
  ///
  /// @param epoch rises with each start under this id; the older process must exit
  public record Registration(String id, long epoch) {}

  /// Begins a new start of this worker.
  public Future<Registration> register(String id, String roles) {
    return client
        .preparedQuery(REGISTER)
        .execute(Tuple.of(id, roles))
        .map(rows -> new Registration(id, rows.iterator().next().getLong(0)));
  }

  /// Shows that the worker lives; false when another process has started under the same id.
  public Future<Boolean> renew(Registration registration, WorkerLoad load) {
    return client
        .preparedQuery(RENEW)
        .execute(Tuple.of(registration.id(), registration.epoch(), LoadJson.encode(load)))
        .map(rows -> rows.rowCount() == 1);
  }

  /// Says that this start is over, so that its lanes can move at once.
  public Future<Void> stopped(Registration registration) {
    return client
        .preparedQuery("UPDATE workers SET state = 'stopped' WHERE id = $1 AND epoch = $2")
        .execute(Tuple.of(registration.id(), registration.epoch()))
        .mapEmpty();
  }

  /// Has a worker drained, or takes that back; it works on meanwhile. False when there is no such
  /// worker, or it has said that it stops. A worker that starts anew does not drain.
  public Future<Boolean> drain(String id, boolean drains) {
    return client
        .preparedQuery("UPDATE workers SET state = $2 WHERE id = $1 AND state <> 'stopped'")
        .execute(Tuple.of(id, (drains ? WorkerState.DRAINING : WorkerState.RUNNING).word()))
        .map(rows -> rows.rowCount() == 1);
  }

  /// All workers that were seen lately, by id.
  public Future<List<WorkerSighting>> list() {
    return client
        .preparedQuery("SELECT id, epoch, renewals, state, load FROM workers ORDER BY id")
        .execute()
        .map(Workers::sightings);
  }

  /// For how long each worker has given no sign of life, by the database's clock: for people, who
  /// cannot watch renewals rise.
  public Future<Map<String, Duration>> silences() {
    return client
        .preparedQuery(
            "SELECT id, extract(epoch FROM ozm_now() - renewed_at)::float8 FROM workers"
                + " WHERE renewed_at IS NOT NULL")
        .execute()
        .map(
            rows -> {
              Map<String, Duration> silences = new HashMap<>();
              rows.forEach(
                  row ->
                      silences.put(
                          row.getString(0),
                          Duration.ofMillis(Math.round(row.getDouble(1) * 1000))));
              return silences;
            });
  }

  /// Removes the row of a worker that is gone for good, unless it has given a sign of life since.
  public Future<Void> forget(WorkerSighting gone) {
    return client
        .preparedQuery("DELETE FROM workers WHERE id = $1 AND epoch = $2 AND renewals = $3")
        .execute(Tuple.of(gone.id(), gone.epoch(), gone.renewals()))
        .mapEmpty();
  }

  private static List<WorkerSighting> sightings(RowSet<Row> rows) {
    List<WorkerSighting> found = new ArrayList<>();
    for (Row row : rows) {
      found.add(
          new WorkerSighting(
              row.getString(0),
              row.getLong(1),
              row.getLong(2),
              WorkerState.of(row.getString(3)),
              LoadJson.decode(row.getJsonObject(4))));
    }
    return found;
  }
}
