package org.ozmonitor.server.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ozmonitor.core.chain.BlockRef;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.fixture.TestRedis;
import org.ozmonitor.server.cluster.ClusterKey;
import org.ozmonitor.server.cluster.Topics;
import org.ozmonitor.server.redis.RedisCache;

/// Two nodes that share nothing but Redis and the chain.
class SharedBlocksIT {
  private static final SharedCache.Settings SETTINGS =
      new SharedCache.Settings("test_cache", Duration.ofSeconds(30), Duration.ofSeconds(5));

  @TempDir private Path directory;
  private final NetworkId network = new NetworkId(new UUID(0, 7));
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final AtomicInteger askedChain = new AtomicInteger();
  private Vertx vertx;
  private TestRedis redis;
  private RedisCache cache;
  private Redis operator;
  private volatile boolean hasReaders = true;
  private BlockStore owner;
  private BlockStore worker;

  @BeforeEach
  void open() {
    vertx = Vertx.vertx();
    redis = TestRedis.start(directory);
    cache = new RedisCache(vertx, redis::url, System::nanoTime, registry);
    cache.start();
    await("connection").until(cache::isConnected);
    operator = Redis.createClient(vertx, redis.setting());
    owner = store(new SimpleMeterRegistry(), shared(1));
    worker = store(registry, shared(1));
  }

  @AfterEach
  void close() {
    redis.thaw();
    done(operator.close());
    done(cache.close());
    redis.close();
    done(vertx.close());
  }

  @Test
  void givesAnotherNodeWhatTheOwnerPut() {
    putAndAwait(block(7));

    assertThat(done(worker.get(network, block(7)))).isEqualTo(payload(7));
    assertThat(done(worker.get(network, block(7)))).isEqualTo(payload(7));

    assertThat(askedChain).hasValue(0);
    assertThat(requests("memory", "miss")).isEqualTo(1);
    assertThat(requests("redis", "hit")).isEqualTo(1);
    assertThat(requests("memory", "hit")).isEqualTo(1);
    assertThat(registry.get("oz.monitor.cache.requests").counter().count()).isEqualTo(2);
    assertThat(registry.get("oz.monitor.cache.hits").counter().count()).isEqualTo(2);
  }

  @Test
  void writesForNobodyAndWritesAgainWhenSomebodyComes() {
    hasReaders = false;
    owner.put(network, block(8), payload(8));
    hasReaders = true;

    putAndAwait(block(9));

    assertThat(exists(block(8))).isFalse();
  }

  @Test
  void keepsABlockForItsTimeOnly() {
    putAndAwait(block(7));

    assertThat(ask(Command.PTTL, key(block(7))).toLong()).isBetween(20_000L, 30_000L);
    assertThat(send(Request.cmd(Command.KEYS).arg("*")).toString())
        .isEqualTo("[" + key(block(7)) + "]");
  }

  @Test
  void readsWhatAnotherNodeHadToFetch() {
    assertThat(done(worker.get(network, block(7)))).isEqualTo(payload(7));
    assertThat(askedChain).hasValue(1);
    await("stored").until(() -> exists(block(7)));

    assertThat(done(owner.get(network, block(7)))).isEqualTo(payload(7));

    assertThat(askedChain).hasValue(1);
    assertThat(requests("redis", "miss")).isEqualTo(1);
    assertThat(requests("rpc", "hit")).isEqualTo(1);
  }

  @Test
  void passesOverWhatNoNodeOfTheClusterWroteForThisBlock() {
    putAndAwait(block(7));
    putAndAwait(block(8));
    Buffer seven = ask(Command.GET, key(block(7))).toBuffer();
    Buffer eight = ask(Command.GET, key(block(8))).toBuffer();

    assertFetched(seven.getBuffer(0, seven.length() - 1), "cut short");
    assertFetched(seven.getBuffer(0, 10), "shorter than a signature");
    assertFetched(Buffer.buffer(), "empty");
    assertFetched(seven.copy().setByte(40, (byte) ~seven.getByte(40)), "one byte changed");
    assertFetched(eight, "the value of another block");
    assertFetched(Buffer.buffer(payload(7)), "the payload without a signature");
    assertFetched(
        ClusterKey.of(key32(2)).sign(key(block(7)), CompressedBlock.of(payload(9)).bytes()),
        "another block, signed with another key");
    assertFetched(
        ClusterKey.of(key32(1)).sign(key(block(7)), new byte[] {127, 0, 0, 0, 1}),
        "signed, and no compressed payload");
  }

  @Test
  void goesOnWithoutRedis() {
    redis.kill();
    await("the connection is gone").until(() -> !cache.isConnected());
    long began = System.nanoTime();

    for (int height = 1; height <= 200; height++) {
      owner.put(network, block(height), payload(height));
      assertThat(done(worker.get(network, block(height)))).isEqualTo(payload(height));
    }

    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
    assertThat(askedChain).hasValue(200);
  }

  @Test
  void losesNoMoreThanAMomentToARedisThatHangs() {
    redis.freeze();
    long began = System.nanoTime();

    for (int height = 1; height <= 200; height++) {
      owner.put(network, block(height), payload(height));
      assertThat(done(worker.get(network, block(height)))).isEqualTo(payload(height));
    }

    assertThat(Duration.ofNanos(System.nanoTime() - began))
        .as("three times the longest wait and the work, where every wait would take 40 s")
        .isLessThan(Duration.ofSeconds(10));
    assertThat(askedChain).hasValue(200);
  }

  @Test
  void sharesTheHeightOfTheHead() {
    assertThat(done(shared(1).findHeight(network))).isEqualTo(OptionalLong.empty());

    done(shared(1).putHeight(network, 23_500_000));

    assertThat(done(shared(1).findHeight(network))).hasValue(23_500_000);
    String key = "test_cache:" + network + ":latest";
    assertThat(ask(Command.PTTL, key).toLong()).isBetween(1_000L, 5_000L);
    assertThat(shared(2).findHeight(network).otherwise(OptionalLong.of(-1)).await())
        .as("signed by a stranger")
        .hasValue(-1);
  }

  private void assertFetched(Buffer poison, String what) {
    var _ = send(Request.cmd(Command.SET).arg(key(block(7))).arg(poison));
    double errors = requests("redis", "error");
    int before = askedChain.get();
    BlockStore fresh = store(registry, shared(1));

    assertThat(done(fresh.get(network, block(7)))).as(what).isEqualTo(payload(7));

    assertThat(askedChain.get() - before).as(what).isEqualTo(1);
    assertThat(requests("redis", "error") - errors).as(what).isEqualTo(1);
    await("what was fetched is stored instead")
        .until(() -> !ask(Command.GET, key(block(7))).toBuffer().equals(poison));
  }

  private double requests(String level, String outcome) {
    return registry
        .get("ozm.block.store.requests")
        .tags("level", level, "outcome", outcome)
        .counter()
        .count();
  }

  private void putAndAwait(BlockRef block) {
    owner.put(network, block, payload(block.height()));
    await("stored").until(() -> exists(block));
  }

  private Response ask(Command command, String key) {
    return send(Request.cmd(command).arg(key));
  }

  private Response send(Request request) {
    return Objects.requireNonNull(
        operator.send(request).timeout(10, TimeUnit.SECONDS).await(), "Redis answers nothing");
  }

  private boolean exists(BlockRef block) {
    return Long.valueOf(1).equals(ask(Command.EXISTS, key(block)).toLong());
  }

  private String key(BlockRef block) {
    return "test_cache:" + network + ":block:" + block.hash();
  }

  private static BlockRef block(long height) {
    return new BlockRef(height, "0x" + height);
  }

  private static byte[] payload(long height) {
    return "{\"block\":{\"number\":%d},\"receipts\":[]}"
        .formatted(height)
        .getBytes(StandardCharsets.UTF_8);
  }

  private SharedCache shared(int secret) {
    return new SharedCache(vertx, cache, ClusterKey.of(key32(secret)), SETTINGS, () -> hasReaders);
  }

  private static byte[] key32(int first) {
    byte[] key = new byte[32];
    key[0] = (byte) first;
    return key;
  }

  private BlockStore store(SimpleMeterRegistry meters, SharedCache shared) {
    return new BlockStore(
        vertx,
        Topics.muted(vertx.eventBus()),
        Optional.of(shared),
        (_, asked) -> {
          askedChain.incrementAndGet();
          return Future.succeededFuture(payload(asked.height()));
        },
        1 << 20,
        meters);
  }

  private static <T> T done(Future<T> future) {
    return future.timeout(10, TimeUnit.SECONDS).await();
  }
}
