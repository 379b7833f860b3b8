package org.ozmonitor.server.watch;

import io.vertx.core.Future;
import java.util.Optional;
import java.util.OptionalLong;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.definition.Network;
import org.ozmonitor.core.watch.Tip;
import org.ozmonitor.server.block.SharedCache;
import org.ozmonitor.server.rpc.ChainClient;
import org.ozmonitor.server.rpc.ChainClient.SeenBlock;

/// The height up to which blocks of one network count: the head, or what the chain calls safe or
/// finalized where the network waits for that. Confined to the watcher's context.
final class HeadWatch {
  private final Network definition;
  private final ChainClient client;
  private final Optional<FinalityWatch> finality;
  private final AwaitedLevels awaited;
  private final NetworkId network;
  private final Optional<SharedCache> shared;
  private boolean asked;

  /// @param level the newest block of the level that the network waits for, where it was asked for
  record Head(long height, Optional<SeenBlock> level) {}

  HeadWatch(
      WatchParts parts,
      NetworkId network,
      Network definition,
      ChainClient client,
      LogAppender appender,
      WatchLog log) {
    this.network = network;
    this.shared = parts.blockStore().shared();
    this.definition = definition;
    this.client = client;
    this.awaited = new AwaitedLevels(parts, network, definition, client, appender, log);
    this.finality =
        definition
            .finality()
            .map(level -> new FinalityWatch(parts, network, level, client, appender));
  }

  Future<Head> look() {
    if (finality.isEmpty()) {
      return head().map(height -> new Head(height, Optional.empty()));
    }
    Future<SeenBlock> level = finality.get().newest();
    return definition.detectAtHead()
        ? level.compose(seen -> head().map(height -> new Head(height, Optional.of(seen))))
        : level.map(seen -> new Head(seen.ref().height(), Optional.of(seen)));
  }

  /// The head. The first one may be what the owner before us saw within the time to live of
  /// heights: who takes over, or starts again, begins with the blocks that are missing. A height
  /// that is too low is made up for by the next look, one that is too high (a chain that grew
  /// shorter meanwhile) by a failed cycle.
  private Future<Long> head() {
    Future<OptionalLong> seen =
        asked || shared.isEmpty()
            ? Future.succeededFuture(OptionalLong.empty())
            : shared.get().findHeight(network).otherwise(OptionalLong.empty());
    asked = true;
    return seen.compose(
        height -> height.isPresent() ? Future.succeededFuture(height.getAsLong()) : askForHead());
  }

  private Future<Long> askForHead() {
    return client
        .head()
        .onSuccess(
            height ->
                shared.ifPresent(
                    cache -> {
                      var _ = cache.putHeight(network, height); // losses are counted by Redis
                    }));
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
