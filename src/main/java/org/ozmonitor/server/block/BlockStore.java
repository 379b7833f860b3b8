package org.ozmonitor.server.block;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.ozmonitor.core.chain.BlockRef;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.server.async.OffLoop;
import org.ozmonitor.server.cluster.Topics;

/// The payloads of blocks, as the node sent them: from memory, else from the network's owner over
/// the event bus, else from the chain by hash. A loss costs time, never a block.
///
/// Thread-safe: one store serves all roles of a process. Futures complete on the caller's context.
/// Several askers for one block share one question.
public final class BlockStore {
  private static final Duration OWNER_TIMEOUT = Duration.ofSeconds(1);

  private final Vertx vertx;
  private final Topics topics;
  private final BlockFetcher fetcher;
  private final BlockMemory memory;
  private final BlockMetrics metrics;
  private final ConcurrentHashMap<BlockMemory.Key, Future<CompressedBlock>> underWay =
      new ConcurrentHashMap<>();

  /// @param maxBytes bound on the compressed payloads held in memory
  public BlockStore(
      Vertx vertx, Topics topics, BlockFetcher fetcher, long maxBytes, MeterRegistry registry) {
    this.vertx = vertx;
    this.topics = topics;
    this.fetcher = fetcher;
    this.memory = new BlockMemory(maxBytes);
    this.metrics = new BlockMetrics(registry, memory);
  }

  /// Keeps a payload. It can be asked for, here and over the bus, once the future succeeds.
  public Future<Void> put(NetworkId network, BlockRef block, Buffer payload) {
    byte[] bytes = payload.getBytes();
    return OffLoop.call(vertx.getOrCreateContext(), () -> CompressedBlock.of(bytes))
        .map(
            compressed -> {
              memory.put(new BlockMemory.Key(network, block.hash()), compressed);
              return null;
            });
  }

  /// The payload of a block; fails when nobody has it.
  public Future<Buffer> get(NetworkId network, BlockRef block) {
    Context context = vertx.getOrCreateContext();
    metrics.memory().asked();
    Optional<CompressedBlock> held = memory.find(new BlockMemory.Key(network, block.hash()));
    if (held.isPresent()) {
      metrics.memory().hit();
      return expand(context, held.get());
    }
    Promise<CompressedBlock> here = Promise.promise();
    loadOnce(network, block)
        .onComplete((found, failure) -> context.runOnContext(_ -> here.complete(found, failure)));
    return here.future().compose(found -> expand(context, found));
  }

  /// Answers other nodes out of memory, until the subscription is closed. For the owner of the
  /// network; nothing is fetched on behalf of others.
  public Future<Topics.Subscription> serve(NetworkId network) {
    return topics.serve(
        BlockTopics.blockRequested(network),
        block ->
            memory
                .find(new BlockMemory.Key(network, block.hash()))
                .map(held -> Future.succeededFuture(Buffer.buffer(held.bytes())))
                .orElseGet(() -> Future.failedFuture("block is not in memory")));
  }

  private Future<CompressedBlock> loadOnce(NetworkId network, BlockRef block) {
    var key = new BlockMemory.Key(network, block.hash());
    Promise<CompressedBlock> mine = Promise.promise();
    Future<CompressedBlock> others = underWay.putIfAbsent(key, mine.future());
    if (others != null) {
      return others;
    }
    Future.succeededFuture(block)
        .compose(wanted -> load(network, wanted)) // what throws fails, else all others would wait
        .onComplete(
            (found, failure) -> {
              if (failure == null) {
                memory.put(key, found);
              }
              underWay.remove(key);
              mine.complete(found, failure);
            });
    return mine.future();
  }

  private Future<CompressedBlock> load(NetworkId network, BlockRef block) {
    metrics.bus().asked();
    return topics
        .request(BlockTopics.blockRequested(network), block, OWNER_TIMEOUT)
        .compose(
            answer ->
                OffLoop.call(
                    vertx.getOrCreateContext(), () -> CompressedBlock.received(answer.getBytes())))
        .onSuccess(_ -> metrics.bus().hit())
        .recover(_ -> fromChain(network, block));
  }

  private Future<CompressedBlock> fromChain(NetworkId network, BlockRef block) {
    return fetcher
        .fetch(network, block)
        .compose(
            payload -> {
              byte[] bytes = payload.getBytes();
              return OffLoop.call(vertx.getOrCreateContext(), () -> CompressedBlock.of(bytes));
            });
  }

  private static Future<Buffer> expand(Context context, CompressedBlock block) {
    return OffLoop.call(context, () -> Buffer.buffer(block.expand()));
  }
}
