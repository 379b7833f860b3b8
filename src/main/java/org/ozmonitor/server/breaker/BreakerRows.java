package org.ozmonitor.server.breaker;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.tenant.TenantId;

/// Owns the table `tenant_breakers`: what breakers last came to, for people to read. Nothing is
/// decided by it. Stateless, thread-safe.
public final class BreakerRows {
  private static final int MOST_LISTED = 1_000;

  private static final String WRITE =
      """
      INSERT INTO tenant_breakers AS b (tenant_id, network_id, state, openings, reason, node)
      VALUES ($1, $2, $3, $4, $5, $6)
      ON CONFLICT (tenant_id, network_id) DO UPDATE
        SET state = excluded.state, openings = b.openings + excluded.openings,
            reason = CASE WHEN excluded.reason = '' THEN b.reason ELSE excluded.reason END,
            node = excluded.node, changed_at = ozm_now()\
      """;

  private static final String LIST =
      """
      SELECT tenant_id, network_id, state, openings, reason, node, changed_at FROM tenant_breakers
      WHERE state <> 'closed' ORDER BY changed_at DESC, tenant_id, network_id LIMIT $1\
      """;

  /// A breaker that is not closed.
  ///
  /// @param openings how often it has opened
  /// @param reason the failure that opened it last
  /// @param node that said so
  public record Tripped(
      Guarded guarded,
      BreakerState state,
      long openings,
      String reason,
      String node,
      OffsetDateTime since) {}

  /// @param reason why it opened; empty text where it did not
  Future<Void> write(
      SqlClient client, Guarded guarded, BreakerState state, String reason, String node) {
    UUID network = guarded.network().map(NetworkId::value).orElse(null);
    return client
        .preparedQuery(WRITE)
        .execute(
            Tuple.of(guarded.tenant().value(), network, state.word())
                .addLong(state == BreakerState.OPEN ? 1L : 0L)
                .addString(reason)
                .addString(node))
        .mapEmpty();
  }

  /// The breakers that are not closed, the latest first; a thousand at most.
  public Future<List<Tripped>> list(SqlClient client) {
    return client
        .preparedQuery(LIST)
        .execute(Tuple.of(MOST_LISTED))
        .map(
            rows -> {
              List<Tripped> tripped = new ArrayList<>(rows.size());
              rows.forEach(row -> tripped.add(tripped(row)));
              return List.copyOf(tripped);
            });
  }

  private static Tripped tripped(Row row) {
    return new Tripped(
        new Guarded(
            new TenantId(row.getUUID("tenant_id")),
            Optional.ofNullable(row.getUUID("network_id")).map(NetworkId::new)),
        BreakerState.of(row.getString("state")),
        row.getLong("openings"),
        row.getString("reason"),
        row.getString("node"),
        row.getOffsetDateTime("changed_at"));
  }
}
