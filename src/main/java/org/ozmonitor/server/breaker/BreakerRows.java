package org.ozmonitor.server.breaker;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.ozmonitor.core.chain.NetworkId;

/// Owns the table `tenant_breakers`: what breakers last came to, for people to read
/// (`ozmonitor status`). Nothing is decided by it. Stateless, thread-safe.
final class BreakerRows {
  private static final String WRITE =
      """
      INSERT INTO tenant_breakers AS b (tenant_id, network_id, state, openings, reason, node)
      VALUES ($1, $2, $3, $4, $5, $6)
      ON CONFLICT (tenant_id, network_id) DO UPDATE
        SET state = excluded.state, openings = b.openings + excluded.openings,
            reason = CASE WHEN excluded.reason = '' THEN b.reason ELSE excluded.reason END,
            node = excluded.node, changed_at = ozm_now()\
      """;

  /// @param reason why it opened; empty text where it did not
  Future<Void> write(
      SqlClient client, Guarded guarded, BreakerState state, String reason, String node) {
    @Nullable UUID network = guarded.network().map(NetworkId::value).orElse(null);
    return client
        .preparedQuery(WRITE)
        .execute(
            Tuple.of(guarded.tenant().value(), network, state.word())
                .addLong(state == BreakerState.OPEN ? 1L : 0L)
                .addString(reason)
                .addString(node))
        .mapEmpty();
  }
}
