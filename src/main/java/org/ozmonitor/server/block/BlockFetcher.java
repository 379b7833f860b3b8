package org.ozmonitor.server.block;

import io.vertx.core.Future;
import org.ozmonitor.core.chain.BlockRef;
import org.ozmonitor.core.chain.NetworkId;

/// Asks the chain itself for a block by its hash: the last tier of the {@link BlockStore}.
@FunctionalInterface
public interface BlockFetcher {
  /// The node's bytes, not to be changed; fails when no endpoint has the block.
  Future<byte[]> fetch(NetworkId network, BlockRef block);
}
