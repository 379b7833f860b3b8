package org.ozmonitor.server.watch;

import io.vertx.core.Future;
import java.util.Optional;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.definition.Network;
import org.ozmonitor.core.watch.Tip;
import org.ozmonitor.server.rpc.ChainClient;
import org.ozmonitor.server.rpc.ChainClient.SeenBlock;

/// The height up to which blocks of one network count: the head, or what the chain calls safe or
/// finalized where the network waits for that. Confined to the watcher's context.
final class HeadWatch {
  private final Network definition;
  private final ChainClient client;
  private final Optional<FinalityWatch> finality;

  /// @param level the newest block of the level that the network waits for, where it was asked for
  record Head(long height, Optional<SeenBlock> level) {}

  HeadWatch(
      WatchParts parts,
      NetworkId network,
      Network definition,
      ChainClient client,
      LogAppender appender) {
    this.definition = definition;
    this.client = client;
    this.finality =
        definition
            .finality()
            .map(level -> new FinalityWatch(parts, network, level, client, appender));
  }

  Future<Head> look() {
    if (finality.isEmpty()) {
      return client.head().map(height -> new Head(height, Optional.empty()));
    }
    Future<SeenBlock> level = finality.get().newest();
    return definition.detectAtHead()
        ? level.compose(seen -> client.head().map(height -> new Head(height, Optional.of(seen))))
        : level.map(seen -> new Head(seen.ref().height(), Optional.of(seen)));
  }

  /// Writes into the log that blocks have reached the level.
  Future<Tip> note(Holding holding, Tip tip, Head head) {
    return finality.isEmpty() || head.level().isEmpty()
        ? Future.succeededFuture(tip)
        : finality.get().note(holding, tip, head.level().get());
  }
}
