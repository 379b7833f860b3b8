package org.ozmonitor.server.watch;

import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.definition.Network;
import org.ozmonitor.core.watch.Beginning;
import org.ozmonitor.core.watch.LogStep;
import org.ozmonitor.core.watch.Tip;
import org.ozmonitor.core.watch.WatchPolicy;
import org.ozmonitor.server.rpc.ChainClient;

/// Where the log of one network begins: for the first time, after an idle time, and after blocks
/// that are given up. Confined to the watcher's context.
final class LogBeginning {
  /// The last entry of a log whose network is not watched any more, for want of monitors.
  static final String WATCHING_ENDS = "watching ends: no active monitor";

  private final WatchParts parts;
  private final NetworkId network;
  private final Network definition;
  private final ChainClient client;
  private final LogAppender appender;
  private final WatchLog log;
  private final WatchMetrics.OfNetwork metrics;
  private final MissedBlocks missed = new MissedBlocks();
  private boolean resumed;

  LogBeginning(
      WatchParts parts,
      NetworkId network,
      Network definition,
      ChainClient client,
      LogAppender appender,
      WatchLog log,
      WatchMetrics.OfNetwork metrics) {
    this.parts = parts;
    this.network = network;
    this.definition = definition;
    this.client = client;
    this.appender = appender;
    this.log = log;
    this.metrics = metrics;
  }

  /// How the network is watched, as its document says.
  WatchPolicy policy(int maxBlocksPerFetch) {
    boolean byDepth = !definition.detectAtHead() && definition.finality().isEmpty();
    OptionalLong start = definition.startBlock();
    return new WatchPolicy(
        byDepth ? definition.confirmationBlocks() : 0,
        maxBlocksPerFetch,
        start.isPresent()
            ? Optional.of(new Beginning(start.getAsLong(), "start_block"))
            : Optional.empty(),
        definition.skipWhenBehind() ? definition.maxPastBlocks() : OptionalLong.empty());
  }

  /// The policy for a log that ends at `tip`: one without entries goes on where OpenZeppelin
  /// Monitor stopped, if it left a checkpoint.
  Future<WatchPolicy> policy(WatchPolicy byDocument, Tip tip) {
    if (tip.height().isPresent() || byDocument.beginning().isPresent()) {
      return Future.succeededFuture(byDocument);
    }
    return parts
        .files()
        .checkpoint(parts.vertx().getOrCreateContext(), definition.slug())
        .map(found -> found.map(byDocument::beginningAt).orElse(byDocument));
  }

  /// Starts the log. A head that does not exist must not become its start: nothing would ever
  /// follow it. A beginning that was given may lie ahead.
  Future<Tip> start(Holding holding, Tip from, LogStep.Start start, boolean given) {
    Future<?> exists = given ? Future.succeededFuture() : client.look(start.height());
    return exists
        .compose(_ -> appender.append(holding, from, List.of(start)))
        .onSuccess(_ -> log.logStarted(start.height(), start.reason()));
  }

  /// Where watching had ended for want of monitors, begins at the confirmed head; what came
  /// between was nobody's.
  Future<Tip> resume(Holding holding, Tip from, long confirmed) {
    if (resumed || from.hash().isPresent() || from.height().isEmpty()) {
      resumed = true;
      return Future.succeededFuture(from);
    }
    return LogAppender.bounded(
            parts.blockLog().read(parts.database().reader(), network, from.seq() - 1, 1))
        .compose(
            last -> {
              resumed = true;
              boolean ended = last.stream().anyMatch(entry -> entry.reason().equals(WATCHING_ENDS));
              return ended && confirmed > from.height().orElseThrow()
                  ? start(holding, from, new LogStep.Start(confirmed, "watched again"), false)
                  : Future.succeededFuture(from);
            });
  }

  /// Says that nobody watches from here on.
  Future<Void> end(Holding holding) {
    return appender
        .tip()
        .compose(
            tip ->
                tip.hash().isEmpty()
                    ? Future.succeededFuture(tip)
                    : appender.append(
                        holding,
                        tip,
                        List.of(new LogStep.Start(tip.nextHeight().orElseThrow(), WATCHING_ENDS))))
        .mapEmpty();
  }

  /// Gives up blocks: the new start and the record of what is missed are written together.
  Future<Tip> skip(Holding holding, Tip from, long first, long last) {
    String reason =
        "skip_when_behind: %d blocks, max_past_blocks %d"
            .formatted(last - first + 1, definition.maxPastBlocks().orElseThrow());
    return appender
        .appendWith(
            holding,
            from,
            List.of(new LogStep.Start(last + 1, reason)),
            connection -> missed.record(connection, network, first, last, reason))
        .onSuccess(
            _ -> {
              metrics.skipped(last - first + 1);
              log.blocksSkipped(first, last, reason);
            });
  }
}
