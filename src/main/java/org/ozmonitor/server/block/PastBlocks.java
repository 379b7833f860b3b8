package org.ozmonitor.server.block;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.ozmonitor.core.chain.BlockRef;
import org.ozmonitor.core.chain.NetworkId;

/// Reads what the table `block_log` says of blocks that were appended long ago. Stateless,
/// thread-safe.
public final class PastBlocks {
  private static final String SPAN =
      """
      SELECT min(seq), max(seq), count(*), count(DISTINCT height) FROM block_log
      WHERE network_id = $1 AND kind = 'BLOCK' AND height BETWEEN $2 AND $3
      """;

  private static final String END =
      "SELECT coalesce(max(seq), 0) FROM block_log WHERE network_id = $1";

  private static final String ORPHANED =
      """
      SELECT height, hash, max(seq) FROM block_log
      WHERE network_id = $1 AND seq > $2 AND seq <= $3 AND kind = 'ORPHAN'
      GROUP BY height, hash
      """;

  /// The entries about blocks of some heights.
  ///
  /// @param firstSeq of the first such entry
  /// @param lastSeq of the last one
  /// @param blocks how many there are, orphaned ones included
  /// @param heights how many heights they have
  public record Span(long firstSeq, long lastSeq, long blocks, long heights) {}

  /// The entries about blocks of these heights; empty when there are none.
  public Future<Optional<Span>> span(
      SqlClient client, NetworkId network, long firstHeight, long lastHeight) {
    return client
        .preparedQuery(SPAN)
        .execute(Tuple.of(network.value(), firstHeight, lastHeight))
        .map(
            rows -> {
              Row row = rows.iterator().next();
              return row.getLong(2) == 0
                  ? Optional.empty()
                  : Optional.of(
                      new Span(row.getLong(0), row.getLong(1), row.getLong(2), row.getLong(3)));
            });
  }

  /// The last entry of a network's log, 0 when there is none.
  public Future<Long> end(SqlClient client, NetworkId network) {
    return client
        .preparedQuery(END)
        .execute(Tuple.of(network.value()))
        .map(rows -> rows.iterator().next().getLong(0));
  }

  /// The blocks that entries after one and up to another say stand no more, each with the last such
  /// entry.
  public Future<Map<BlockRef, Long>> orphaned(
      SqlClient client, NetworkId network, long after, long upTo) {
    return client
        .preparedQuery(ORPHANED)
        .execute(Tuple.of(network.value(), after, upTo))
        .map(
            rows -> {
              Map<BlockRef, Long> orphaned = new HashMap<>();
              rows.forEach(
                  row ->
                      orphaned.put(new BlockRef(row.getLong(0), row.getString(1)), row.getLong(2)));
              return orphaned;
            });
  }
}
