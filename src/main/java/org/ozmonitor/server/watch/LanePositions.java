package org.ozmonitor.server.watch;

import io.vertx.core.Future;
import java.util.Map;
import java.util.UUID;
import org.ozmonitor.core.chain.NetworkId;

/// Where the lanes of a network stand, so that its watcher does not run away from them.
@FunctionalInterface
public interface LanePositions {
  /// The last entry that each lane with a worker has committed.
  Future<Map<UUID, Long>> of(NetworkId network);
}
