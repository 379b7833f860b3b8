package org.ozmonitor.server.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.fixture.TestRedis;
import org.ozmonitor.server.block.SharedCache;
import org.ozmonitor.server.cluster.ClusterKey;
import org.ozmonitor.server.redis.RedisCache;

class SharedHeightIT {
  private final NetworkId network = new NetworkId(new UUID(0, 7));
  private final AtomicLong head = new AtomicLong(100);
  private final AtomicLong asked = new AtomicLong();
  @TempDir private Path directory;
  private Vertx vertx;
  private TestRedis redis;
  private RedisCache cache;

  @BeforeEach
  void connect() {
    vertx = Vertx.vertx();
    redis = TestRedis.start(directory);
    cache = new RedisCache(vertx, redis::url, System::nanoTime, new SimpleMeterRegistry());
    cache.start();
    await("connection").until(cache::isConnected);
  }

  @AfterEach
  void close() {
    cache.close().await();
    redis.close();
    vertx.close().await();
  }

  @Test
  void beginsWithWhatTheOwnerBeforeSawAndThenAsksTheChain() {
    SharedHeight before = height(Duration.ofMinutes(1));
    assertThat(look(before)).isEqualTo(100);
    await("shared").until(() -> found().isPresent());
    head.set(101);

    SharedHeight after = height(Duration.ofMinutes(1));

    assertThat(look(after)).isEqualTo(100);
    assertThat(asked).hasValue(1);
    assertThat(look(after)).isEqualTo(101);
    assertThat(look(after)).isEqualTo(101);
    assertThat(asked).hasValue(3);
  }

  @Test
  void asksTheChainWhenTheTimeOfTheHeightIsOver() {
    assertThat(look(height(Duration.ofMillis(50)))).isEqualTo(100);
    head.set(101);
    await("gone").until(() -> found().isEmpty());

    assertThat(look(height(Duration.ofMillis(50)))).isEqualTo(101);
  }

  @Test
  void asksTheChainWithoutRedis() {
    assertThat(look(height(Duration.ofMinutes(1)))).isEqualTo(100);
    redis.kill();
    await("the connection is gone").until(() -> !cache.isConnected());
    head.set(101);

    assertThat(look(height(Duration.ofMinutes(1)))).isEqualTo(101);
    assertThat(look(new SharedHeight(Optional.empty(), network, this::ask))).isEqualTo(101);
  }

  private OptionalLong found() {
    return shared(Duration.ofMinutes(1)).findHeight(network).await();
  }

  private SharedHeight height(Duration ttl) {
    return new SharedHeight(Optional.of(shared(ttl)), network, this::ask);
  }

  private SharedCache shared(Duration ttl) {
    return new SharedCache(
        vertx,
        cache,
        ClusterKey.of(new byte[32]),
        new SharedCache.Settings("test_cache", Duration.ofMinutes(1), ttl),
        () -> true);
  }

  private Future<Long> ask() {
    asked.incrementAndGet();
    return Future.succeededFuture(head.get());
  }

  private static long look(SharedHeight height) {
    return height.look().timeout(10, TimeUnit.SECONDS).await();
  }
}
