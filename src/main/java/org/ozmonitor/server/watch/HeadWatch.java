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
  private final Optional<FinalityWatch> finality;
  private final AwaitedLevels awaited;
  private final SharedHeight head;

  /// @param level the newest block of the level that the network waits for, where it was asked for
  record Head(long height, Optional<SeenBlock> level) {}

  HeadWatch(
      WatchParts parts,
      NetworkId network,
      Network definition,
      ChainClient client,
      LogAppender appender,
      WatchLog log) {
    this.head = new SharedHeight(parts.blockStore().shared(), network, client::head);
    this.definition = definition;
    this.awaited = new AwaitedLevels(parts, network, definition, client, appender, log);
    this.finality =
        definition
            .finality()
            .map(level -> new FinalityWatch(parts, network, level, client, appender));
  }

  Future<Head> look() {
    if (finality.isEmpty()) {
      return head.look().map(height -> new Head(height, Optional.empty()));
    }
    Future<SeenBlock> level = finality.get().newest();
    return definition.detectAtHead()
        ? level.compose(seen -> head.look().map(height -> new Head(height, Optional.of(seen))))
        : level.map(seen -> new Head(seen.ref().height(), Optional.of(seen)));
  }

  /// Writes into the log that blocks have reached the level that the network waits for, and those
  /// that matches wait for.
  Future<Tip> note(Holding holding, Tip tip, Head head) {
    Future<Tip> noted =
        finality.isEmpty() || head.level().isEmpty()
            ? Future.succeededFuture(tip)
            : finality.get().note(holding, tip, head.level().get());
    return noted.compose(moved -> awaited.note(holding, moved));
  }
}
