package org.ozmonitor.server.watch;

import io.vertx.core.Future;
import java.util.Set;
import org.ozmonitor.core.chain.Finality;
import org.ozmonitor.core.chain.NetworkId;

/// For what matches of a network wait, so that its watcher asks the chain for nothing else.
@FunctionalInterface
public interface FinalityDemand {
  /// The levels that some match waits for now.
  Future<Set<Finality>> of(NetworkId network);
}
