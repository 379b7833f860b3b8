package org.ozmonitor.server.block;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.ozmonitor.core.chain.BlockRef;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.server.async.OffLoop;
import org.ozmonitor.server.cluster.Topics;

/// The payloads of blocks, as the node sent them: from memory, else from Redis, else from the
/// network's owner over the event bus, else from the chain by hash. A loss costs time, never a
/// block; a level that answers with something else than it should is passed over.
///
/// In memory a payload stays as it came, since whoever evaluates it wants it within a moment; it is
/// compressed where it leaves the process.
///
/// Thread-safe: one store serves all roles of a process. Futures complete on the caller's context.
/// Several askers for one block share one question.
public final class BlockStore {
  private static final Duration OWNER_TIMEOUT = Duration.ofSeconds(1);

  private final Vertx vertx;
  private final Topics topics;
  private final Optional<SharedCache> shared;
  private final BlockFetcher fetcher;
  private final BlockMemory memory;
  private final BlockMetrics metrics;
  private final long maxBytes;
  private final ConcurrentHashMap<BlockMemory.Key, Future<byte[]>> underWay =
      new ConcurrentHashMap<>();

  /// A store without Redis.
  ///
  /// @param maxBytes bound on the payloads held in memory
  public BlockStore(
      Vertx vertx, Topics topics, BlockFetcher fetcher, long maxBytes, MeterRegistry registry) {
    this(vertx, topics, Optional.empty(), fetcher, maxBytes, registry);
  }

  /// @param shared what is shared through Redis; empty: nothing
  /// @param maxBytes bound on the payloads held in memory
  public BlockStore(
      Vertx vertx,
      Topics topics,
      Optional<SharedCache> shared,
      BlockFetcher fetcher,
      long maxBytes,
      MeterRegistry registry) {
    this.shared = shared;
    this.vertx = vertx;
    this.topics = topics;
    this.fetcher = fetcher;
    this.memory = new BlockMemory(maxBytes);
    this.maxBytes = maxBytes;
    this.metrics = new BlockMetrics(registry, memory);
  }

  /// Keeps a payload, which must not be changed any more: it can be asked for, here, over the bus
  /// and, a moment later, in Redis.
  public void put(NetworkId network, BlockRef block, byte[] payload) {
    memory.put(new BlockMemory.Key(network, block.hash()), payload);
    share(network, block, payload);
  }

  /// What nodes share beside the bus; empty where there is no Redis.
  public Optional<SharedCache> shared() {
    return shared;
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
    Optional<byte[]> held = memory.find(new BlockMemory.Key(network, block.hash()));
    if (held.isPresent()) {
      metrics.memory().hit();
      metrics.lookedUp(true);
      return Future.succeededFuture(held.get());
    }
    metrics.memory().miss();
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
    return fromRedis(network, block)
        .onSuccess(found -> metrics.lookedUp(found.isPresent()))
        .compose(found -> found.isPresent() ? done(found) : fromOwner(network, block))
        .compose(found -> found.isPresent() ? done(found) : fromChain(network, block))
        .map(Optional::orElseThrow);
  }

  private Future<Optional<byte[]>> fromRedis(NetworkId network, BlockRef block) {
    if (shared.isEmpty()) {
      return done(Optional.empty());
    }
    return counted(metrics.redis(), shared.get().find(network, block))
        .otherwise(_ -> Optional.empty());
  }

  private Future<Optional<byte[]>> fromOwner(NetworkId network, BlockRef block) {
    Future<Optional<byte[]>> asked =
        topics
            .request(BlockTopics.blockRequested(network), block, OWNER_TIMEOUT)
            .compose(
                answer ->
                    OffLoop.call(
                        vertx.getOrCreateContext(),
                        () -> Optional.of(CompressedBlock.received(answer.getBytes()).expand())));
    return counted(
            metrics.owner(),
            asked.recover(
                cause -> nobodyHasIt(cause) ? done(Optional.empty()) : Future.failedFuture(cause)))
        .otherwise(_ -> Optional.empty());
  }

  /// The owner says so, or there is nobody to ask.
  private static boolean nobodyHasIt(Throwable cause) {
    return cause instanceof ReplyException refused && refused.failureType() != ReplyFailure.TIMEOUT;
  }

  private Future<Optional<byte[]>> fromChain(NetworkId network, BlockRef block) {
    return counted(metrics.rpc(), fetcher.fetch(network, block).map(Optional::of))
        .onSuccess(found -> found.ifPresent(payload -> share(network, block, payload)));
  }

  private static Future<Optional<byte[]>> counted(
      BlockMetrics.Level level, Future<Optional<byte[]>> answer) {
    return answer
        .onSuccess(
            found -> {
              if (found.isPresent()) {
                level.hit();
              } else {
                level.miss();
              }
            })
        .onFailure(_ -> level.error());
  }

  private void share(NetworkId network, BlockRef block, byte[] payload) {
    shared
        .filter(SharedCache::hasReaders)
        .ifPresent(
            cache ->
                cache
                    .put(network, block, payload)
                    .onComplete((_, failure) -> metrics.shared(failure == null)));
  }

  private static Future<Optional<byte[]>> done(Optional<byte[]> found) {
    return Future.succeededFuture(found);
  }
}
