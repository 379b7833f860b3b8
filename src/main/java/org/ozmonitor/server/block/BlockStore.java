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
/// In memory a payload stays as it came, since whoever evaluates it wants it within a moment; it is
/// compressed where it crosses the bus.
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
  private final long maxBytes;
  private final ConcurrentHashMap<BlockMemory.Key, Future<byte[]>> underWay =
      new ConcurrentHashMap<>();

  /// @param maxBytes bound on the payloads held in memory
  public BlockStore(
      Vertx vertx, Topics topics, BlockFetcher fetcher, long maxBytes, MeterRegistry registry) {
    this.vertx = vertx;
    this.topics = topics;
    this.fetcher = fetcher;
    this.memory = new BlockMemory(maxBytes);
    this.maxBytes = maxBytes;
    this.metrics = new BlockMetrics(registry, memory);
  }

  /// Keeps a payload, which must not be changed any more: it can be asked for, here and over the
  /// bus.
  public void put(NetworkId network, BlockRef block, byte[] payload) {
    memory.put(new BlockMemory.Key(network, block.hash()), payload);
  }

  /// Bound on the bytes of all payloads held in memory.
  public long capacity() {
    return maxBytes;
  }

  /// The payload of a block if it is in memory, not to be changed.
  public Optional<byte[]> find(NetworkId network, BlockRef block) {
    return memory.find(new BlockMemory.Key(network, block.hash()));
  }

  /// The payload of a block, not to be changed; fails when nobody has it.
  public Future<byte[]> get(NetworkId network, BlockRef block) {
    Context context = vertx.getOrCreateContext();
    metrics.memory().asked();
    Optional<byte[]> held = memory.find(new BlockMemory.Key(network, block.hash()));
    if (held.isPresent()) {
      metrics.memory().hit();
      return Future.succeededFuture(held.get());
    }
    Promise<byte[]> here = Promise.promise();
    loadOnce(network, block)
        .onComplete((found, failure) -> context.runOnContext(_ -> here.complete(found, failure)));
    return here.future();
  }

  /// Answers other nodes out of memory, until the subscription is closed. For the owner of the
  /// network; nothing is fetched on behalf of others.
  public Future<Topics.Subscription> serve(NetworkId network) {
    return topics.serve(
        BlockTopics.blockRequested(network),
        block ->
            memory
                .find(new BlockMemory.Key(network, block.hash()))
                .map(this::compress)
                .orElseGet(() -> Future.failedFuture("block is not in memory")));
  }

  private Future<Buffer> compress(byte[] payload) {
    return OffLoop.call(
        vertx.getOrCreateContext(), () -> Buffer.buffer(CompressedBlock.of(payload).bytes()));
  }

  private Future<byte[]> loadOnce(NetworkId network, BlockRef block) {
    var key = new BlockMemory.Key(network, block.hash());
    Promise<byte[]> mine = Promise.promise();
    Future<byte[]> others = underWay.putIfAbsent(key, mine.future());
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

  private Future<byte[]> load(NetworkId network, BlockRef block) {
    metrics.bus().asked();
    return topics
        .request(BlockTopics.blockRequested(network), block, OWNER_TIMEOUT)
        .compose(
            answer ->
                OffLoop.call(
                    vertx.getOrCreateContext(),
                    () -> CompressedBlock.received(answer.getBytes()).expand()))
        .onSuccess(_ -> metrics.bus().hit())
        .recover(_ -> fetcher.fetch(network, block));
  }
}
