package org.ozmonitor.server.work;

import io.vertx.core.Future;
import org.ozmonitor.core.chain.BlockRef;
import org.ozmonitor.core.chain.NetworkId;

/// Where a lane gets blocks from: the bytes the node sent, by reference. Fails when nobody has
/// them.
@FunctionalInterface
public interface BlockPayloads {
  Future<byte[]> get(NetworkId network, BlockRef block);
}
