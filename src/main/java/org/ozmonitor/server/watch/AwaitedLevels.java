package org.ozmonitor.server.watch;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.ozmonitor.core.chain.Finality;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.definition.Network;
import org.ozmonitor.core.watch.Tip;
import org.ozmonitor.server.rpc.ChainClient;
import org.ozmonitor.server.rpc.ChainClient.SeenBlock;

/// Writes into the log of one network what its chain calls safe or finalized, where matches wait
/// for it and the network itself does not. Once in a few block times it looks for whom it is worth
/// while; only then does it ask the chain, at most twice a level. Confined to the watcher's
/// context.
final class AwaitedLevels {
  private static final int LOOK_AFTER_BLOCK_TIMES = 4;
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(500);

  private final WatchParts parts;
  private final NetworkId network;
  private final ChainClient client;
  private final WatchLog log;
  private final long pauseNanos;
  private final Set<Finality> known;
  private final Map<Finality, FinalityWatch> watches = new EnumMap<>(Finality.class);
  private long lookedAt;

  AwaitedLevels(
      WatchParts parts,
      NetworkId network,
      Network definition,
      ChainClient client,
      LogAppender appender,
      WatchLog log) {
    this.parts = parts;
    this.network = network;
    this.client = client;
    this.log = log;
    this.known = definition.finality().map(Set::of).orElse(Set.of());
    this.pauseNanos =
        Math.max(
            SHORTEST_PAUSE.toNanos(),
            Duration.ofMillis(definition.blockTimeMs())
                .multipliedBy(LOOK_AFTER_BLOCK_TIMES)
                .toNanos());
    this.lookedAt = parts.nanoTime().getAsLong() - pauseNanos;
    for (Finality level : Finality.values()) {
      watches.put(level, new FinalityWatch(parts, network, level, client, appender));
    }
  }

  /// Notes what is awaited, where it is time to. Fails only when the log cannot be written.
  Future<Tip> note(Holding holding, Tip from) {
    long now = parts.nanoTime().getAsLong();
    if (from.hash().isEmpty() || now - lookedAt < pauseNanos) {
      return Future.succeededFuture(from);
    }
    lookedAt = now;
    return LogAppender.bounded(parts.finalityDemand().of(network))
        .onFailure(log::finalityDemandUnknown)
        .otherwise(Set.of())
        .compose(
            awaited ->
                note(holding, from, awaited.stream().filter(it -> !known.contains(it)).toList()));
  }

  private Future<Tip> note(Holding holding, Tip from, List<Finality> levels) {
    Future<Tip> noted = Future.succeededFuture(from);
    for (Finality level : levels) {
      noted = noted.compose(tip -> note(holding, tip, level));
    }
    return noted;
  }

  private Future<Tip> note(Holding holding, Tip from, Finality level) {
    FinalityWatch watch = Objects.requireNonNull(watches.get(level)); // there is one of each
    return watch
        .newest()
        .compose(seen -> withinLog(from, seen))
        .map(List::of)
        .onFailure(cause -> log.finalityUnknown(level, cause))
        .otherwise(List.of())
        .compose(
            seen ->
                seen.isEmpty()
                    ? Future.succeededFuture(from)
                    : watch.note(holding, from, seen.getFirst()));
  }

  /// A log that follows at a distance may end below the block of the level: then its tip has
  /// reached the level too, if the same endpoint has it.
  private Future<SeenBlock> withinLog(Tip tip, SeenBlock seen) {
    long height = tip.height().orElseThrow();
    return seen.ref().height() <= height
        ? Future.succeededFuture(seen)
        : client.look(seen.source(), height);
  }
}
