package org.ozmonitor.server.work;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.util.HashMap;
import java.util.Map;
import org.ozmonitor.core.chain.BlockRef;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.server.block.LogEntry;
import org.ozmonitor.server.block.PastBlocks;

/// The blocks of a network that its log has orphaned since an entry, as far as it was read.
/// Confined
/// to the lane's context.
final class Orphans {
  private final PastBlocks past = new PastBlocks();
  private final NetworkId network;
  private final Map<BlockRef, Long> orphaned = new HashMap<>();
  private long readTo;

  /// @param after the entry behind which the first one can be
  Orphans(NetworkId network, long after) {
    this.network = network;
    this.readTo = after;
  }

  /// Reads up to the end that the log has now.
  Future<Void> readOn(SqlClient client) {
    return past.end(client, network)
        .compose(
            end ->
                end <= readTo
                    ? Future.succeededFuture()
                    : past.orphaned(client, network, readTo, end)
                        .map(
                            more -> {
                              orphaned.putAll(more);
                              readTo = end;
                              return null;
                            }));
  }

  /// Whether a block is orphaned by an entry after its own.
  boolean isOrphaned(LogEntry block) {
    Long last = orphaned.get(block.block().orElseThrow());
    return last != null && last > block.seq();
  }
}
