package org.ozmonitor.server.work;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.tenant.TenantId;

/// What lanes and matches still need of the block log of a network. Stateless, thread-safe.
public final class LogUsers {
  /// Also a lane that nobody walks, as long as it is somebody's.
  private static final String LANE =
      """
      SELECT min(seq) FROM lane l
      WHERE network_id = $1
        AND (worker IS NOT NULL OR EXISTS (SELECT FROM tenant_lane t WHERE t.lane_id = l.id))\
      """;

  /// Of tenants that have left the network nobody waits any more.
  private static final String AWAITED =
      """
      SELECT min(m.seq) FROM matches m
        JOIN tenant_lane t ON t.tenant_id = m.tenant_id AND t.network_id = m.network_id
      WHERE m.network_id = $1 AND m.confirm_at IS NOT NULL\
      """;

  private static final String PLACED =
      "SELECT tenant_id FROM tenant_lane WHERE network_id = $1 AND tenant_id = ANY ($2) AND NOT"
          + " aside";

  /// The last entry that the hindmost lane has done.
  public Future<OptionalLong> hindmost(SqlClient client, NetworkId network) {
    return number(client, LANE, network);
  }

  /// The entry of the first match that waits to be confirmed.
  public Future<OptionalLong> awaited(SqlClient client, NetworkId network) {
    return number(client, AWAITED, network);
  }

  /// Those of some tenants that have no lane of their own on a network.
  public Future<Set<TenantId>> withoutLane(
      SqlClient client, NetworkId network, Collection<TenantId> tenants) {
    return client
        .preparedQuery(PLACED)
        .execute(Tuple.of(network.value()).addArrayOfUUID(Matches.ids(tenants)))
        .map(
            rows -> {
              Set<TenantId> left = new HashSet<>(tenants);
              for (Row row : rows) {
                left.remove(new TenantId(row.getUUID(0)));
              }
              return Set.copyOf(left);
            });
  }

  private static Future<OptionalLong> number(SqlClient client, String sql, NetworkId network) {
    return client.preparedQuery(sql).execute(Tuple.of(network.value())).map(LogUsers::number);
  }

  private static OptionalLong number(RowSet<Row> rows) {
    Long value = rows.iterator().next().getLong(0);
    return value == null ? OptionalLong.empty() : OptionalLong.of(value);
  }
}
