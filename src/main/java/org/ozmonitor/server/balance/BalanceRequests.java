package org.ozmonitor.server.balance;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.ozmonitor.core.balance.Outcome;
import org.ozmonitor.core.balance.Situation;
import org.ozmonitor.core.tenant.TenantId;

/// Owns the table `balance_requests`: what operators want of the leader. Requests are rows, so none
/// is lost while nobody leads; the leader looks each second. Thread-safe.
public final class BalanceRequests {
  /// Requests that are looked at together.
  private static final int BATCH = 100;

  private static final String ASK =
      "INSERT INTO balance_requests (kind, tenant, worker) VALUES ($1, $2, $3) RETURNING id";

  private static final String OPEN =
      """
      SELECT id, kind, tenant, worker FROM balance_requests WHERE done IS NULL
      ORDER BY id LIMIT\
      """;

  private static final String ANSWER =
      """
      UPDATE balance_requests r SET done = a.done, detail = a.detail
      FROM unnest($1::bigint[], $2::boolean[], $3::text[]) AS a (id, done, detail)
      WHERE r.id = a.id AND r.done IS NULL\
      """;

  private static final String FORGET =
      """
      DELETE FROM balance_requests
      WHERE done IS NOT NULL AND requested_at < ozm_now() - interval '7 days'\
      """;

  /// What is asked and not answered yet. Immutable.
  ///
  /// @param rebalances numbers of the requests to even workers out
  record Open(List<Situation.Move> moves, List<Long> rebalances) {
    Open {
      moves = List.copyOf(moves);
      rebalances = List.copyOf(rebalances);
    }

    boolean isEmpty() {
      return moves.isEmpty() && rebalances.isEmpty();
    }
  }

  /// Asks for a tenant to be moved; answers the number of the request.
  public Future<Long> move(SqlClient client, TenantId tenant, String worker) {
    return ask(client, Tuple.of("move", tenant.value(), worker));
  }

  /// Asks for workers to be evened out; answers the number of the request.
  public Future<Long> rebalance(SqlClient client) {
    return ask(client, Tuple.of("rebalance", null, null));
  }

  private static Future<Long> ask(SqlClient client, Tuple what) {
    return client.preparedQuery(ASK).execute(what).map(rows -> rows.iterator().next().getLong(0));
  }

  /// What became of a request; empty while the leader has not looked at it.
  public Future<Optional<Outcome>> outcome(SqlClient client, long request) {
    return client
        .preparedQuery("SELECT done, detail FROM balance_requests WHERE id = $1")
        .execute(Tuple.of(request))
        .map(
            rows ->
                StreamSupport.stream(rows.spliterator(), false)
                    .filter(row -> row.getBoolean(0) != null)
                    .findFirst()
                    .map(row -> new Outcome(request, row.getBoolean(0), row.getString(1))));
  }

  /// The oldest requests that nobody has answered.
  Future<Open> open(SqlClient client) {
    return client
        .preparedQuery(OPEN + " " + BATCH)
        .execute()
        .map(
            rows -> {
              List<Situation.Move> moves = new ArrayList<>();
              List<Long> rebalances = new ArrayList<>();
              for (Row row : rows) {
                if (row.getString(1).equals("move")) {
                  var tenant = new TenantId(row.getUUID(2));
                  moves.add(new Situation.Move(row.getLong(0), tenant, row.getString(3)));
                } else {
                  rebalances.add(row.getLong(0));
                }
              }
              return new Open(moves, rebalances);
            });
  }

  /// Answers requests, and forgets answers that are a week old.
  Future<Void> answer(SqlConnection connection, List<Outcome> outcomes) {
    if (outcomes.isEmpty()) {
      return Future.succeededFuture();
    }
    return connection
        .preparedQuery(ANSWER)
        .execute(
            Tuple.tuple()
                .addArrayOfLong(outcomes.stream().map(Outcome::request).toArray(Long[]::new))
                .addArrayOfBoolean(outcomes.stream().map(Outcome::done).toArray(Boolean[]::new))
                .addArrayOfString(outcomes.stream().map(Outcome::detail).toArray(String[]::new)))
        .compose(_ -> connection.preparedQuery(FORGET).execute())
        .mapEmpty();
  }
}
