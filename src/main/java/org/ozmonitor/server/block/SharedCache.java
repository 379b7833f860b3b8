package org.ozmonitor.server.block;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.ozmonitor.core.chain.BlockRef;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.server.async.OffLoop;
import org.ozmonitor.server.cluster.ClusterKey;
import org.ozmonitor.server.redis.RedisCache;

/// What nodes share through Redis: payloads under `<prefix>:<network>:block:<hash>`, compressed,
/// and
/// newest heights under `<prefix>:<network>:latest`. Each value is signed for its key, so that what
/// was cut short, mixed up or written by somebody else is found out and never used.
///
/// Thread-safe. Writes are handed over and not waited for: one at a time is compressed, and while
/// {@link #MAX_WAITING_BYTES} wait, further payloads are left out. Reads fail when the answer
/// cannot
/// be had or trusted, within {@link RedisCache#TIMEOUT}.
public final class SharedCache {
  static final long MAX_WAITING_BYTES = 8 << 20;
  private static final int MAX_VALUE_BYTES = 16 << 20;

  private final Vertx vertx;
  private final RedisCache redis;
  private final ClusterKey key;
  private final Settings settings;
  private final BooleanSupplier hasReaders;
  private final Context writing;
  private final AtomicLong waitingBytes = new AtomicLong();

  /// @param prefix what all keys begin with
  /// @param blockTtl how long a payload is kept
  /// @param heightTtl how long a height is kept
  public record Settings(String prefix, Duration blockTtl, Duration heightTtl) {}

  /// @param hasReaders whether other nodes may want payloads of this one
  public SharedCache(
      Vertx vertx,
      RedisCache redis,
      ClusterKey key,
      Settings settings,
      BooleanSupplier hasReaders) {
    this.vertx = vertx;
    this.redis = redis;
    this.key = key;
    this.settings = settings;
    this.hasReaders = hasReaders;
    this.writing = vertx.getOrCreateContext();
  }

  /// Whether there is anybody to ask.
  boolean isConnected() {
    return redis.isConnected();
  }

  /// Whether a payload that is stored may be read by anybody.
  boolean hasReaders() {
    return hasReaders.getAsBoolean();
  }

  /// Stores a payload, unless Redis is away or slower than blocks come. Fails with the reason when
  /// it was not stored; nobody needs to wait for that.
  Future<Void> put(NetworkId network, BlockRef block, byte[] payload) {
    if (!isConnected()) {
      return Future.failedFuture("Redis is not connected");
    }
    long waiting = waitingBytes.addAndGet(payload.length);
    if (waiting > MAX_WAITING_BYTES && waiting > payload.length) { // a large one may wait alone
      waitingBytes.addAndGet(-payload.length);
      return Future.failedFuture("too many payloads wait for Redis");
    }
    String name = blockKey(network, block);
    return writing
        .executeBlocking(() -> key.sign(name, CompressedBlock.of(payload).bytes()), true)
        .map(value -> Objects.requireNonNull(value))
        .compose(
            value ->
                value.length() > MAX_VALUE_BYTES
                    ? Future.<Void>failedFuture("the payload is too large to be shared")
                    : redis.put(name, value, settings.blockTtl()))
        .onComplete(_ -> waitingBytes.addAndGet(-payload.length));
  }

  /// The payload of a block, if it is there and what a node of this cluster stored for it.
  Future<Optional<byte[]>> find(NetworkId network, BlockRef block) {
    String name = blockKey(network, block);
    return redis
        .get(name)
        .compose(
            found ->
                found.isEmpty()
                    ? Future.succeededFuture(Optional.empty())
                    : OffLoop.call(
                        vertx.getOrCreateContext(),
                        () -> Optional.of(expand(verified(name, found.get())))));
  }

  /// Stores the height of a network's head.
  public Future<Void> putHeight(NetworkId network, long height) {
    String name = heightKey(network);
    byte[] text = Long.toString(height).getBytes(StandardCharsets.US_ASCII);
    return redis.put(name, key.sign(name, text), settings.heightTtl());
  }

  /// The height of a network's head, at most as old as the time to live of heights.
  public Future<OptionalLong> findHeight(NetworkId network) {
    String name = heightKey(network);
    return redis
        .get(name)
        .map(
            found ->
                found.isEmpty()
                    ? OptionalLong.empty()
                    : OptionalLong.of(
                        Long.parseLong(
                            new String(verified(name, found.get()), StandardCharsets.US_ASCII))));
  }

  private byte[] verified(String name, Buffer value) {
    return key.open(name, value)
        .orElseThrow(() -> new IllegalArgumentException("not signed by a node of this cluster"));
  }

  private static byte[] expand(byte[] compressed) {
    return CompressedBlock.received(compressed).expand();
  }

  private String blockKey(NetworkId network, BlockRef block) {
    return settings.prefix() + ":" + network + ":block:" + block.hash();
  }

  private String heightKey(NetworkId network) {
    return settings.prefix() + ":" + network + ":latest";
  }
}
