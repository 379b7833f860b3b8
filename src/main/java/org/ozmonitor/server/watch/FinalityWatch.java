package org.ozmonitor.server.watch;

import io.vertx.core.Future;
import java.util.List;
import java.util.OptionalLong;
import org.ozmonitor.core.chain.Finality;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.watch.LogStep;
import org.ozmonitor.core.watch.Tip;
import org.ozmonitor.server.rpc.ChainClient;

/// Writes into the log of one network what its chain calls safe or finalized, as far as the log
/// has come and holds the same block. Confined to the watcher's context.
final class FinalityWatch {
  private final WatchParts parts;
  private final NetworkId network;
  private final Finality level;
  private final ChainClient client;
  private final LogAppender appender;
  private OptionalLong noted = OptionalLong.empty();

  FinalityWatch(
      WatchParts parts,
      NetworkId network,
      Finality level,
      ChainClient client,
      LogAppender appender) {
    this.parts = parts;
    this.network = network;
    this.level = level;
    this.client = client;
    this.appender = appender;
  }

  /// The newest block of this level.
  Future<ChainClient.SeenBlock> newest() {
    return client.look(level);
  }

  /// Notes that a block has reached the level, unless that is known, or the log does not hold it.
  Future<Tip> note(Holding holding, Tip from, ChainClient.SeenBlock seen) {
    long height = seen.ref().height();
    if (from.hash().isEmpty() || height > from.height().orElseThrow()) {
      return Future.succeededFuture(from);
    }
    return alreadyNoted()
        .compose(
            before ->
                height <= before
                    ? Future.succeededFuture(false)
                    : LogAppender.bounded(
                        parts
                            .blockLog()
                            .stands(parts.database().reader(), network, from.seq(), seen.ref())))
        .compose(
            stands ->
                stands
                    ? appender
                        .append(holding, from, List.of(new LogStep.Final(level, seen.ref())))
                        .onSuccess(_ -> noted = OptionalLong.of(height))
                    : Future.succeededFuture(from));
  }

  private Future<Long> alreadyNoted() {
    return noted.isPresent()
        ? Future.succeededFuture(noted.getAsLong())
        : LogAppender.bounded(parts.blockLog().lastFinal(parts.database().reader(), network, level))
            .map(found -> found.orElse(-1))
            .onSuccess(height -> noted = OptionalLong.of(height));
  }
}
