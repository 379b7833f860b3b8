package org.ozmonitor.server.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ozmonitor.fixture.TestRedis;

class RedisCacheIT {
  private static final Duration TTL = Duration.ofMinutes(1);

  @TempDir private Path directory;
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private Vertx vertx;
  private TestRedis redis;
  private RedisCache cache;

  @BeforeEach
  void connect() {
    vertx = Vertx.vertx();
    redis = TestRedis.start(directory);
    cache = new RedisCache(vertx, redis::url, System::nanoTime, registry);
    cache.start();
    awaitConnection(true);
  }

  @AfterEach
  void close() {
    redis.thaw();
    done(cache.close());
    redis.close();
    done(vertx.close());
  }

  @Test
  void keepsBytesForTheirTime() {
    Buffer bytes = Buffer.buffer(new byte[] {0, -1, 13, 10, 7});

    done(cache.put("long", bytes, TTL));
    done(cache.put("short", bytes, Duration.ofMillis(50)));

    assertThat(done(cache.get("long"))).contains(bytes);
    assertThat(done(cache.get("absent"))).isEmpty();
    await("the short one is gone").until(() -> done(cache.get("short")).isEmpty());
  }

  @Test
  void failsAtOnceWhenRedisIsGoneAndComesBackWithIt() {
    redis.kill();
    awaitConnection(false);

    Future<Optional<Buffer>> question = cache.get("key");

    assertThat(question.isComplete()).as("answered at once").isTrue();
    assertThat(question.cause()).hasMessage("Redis is not connected");

    redis.close();
    redis = TestRedis.start(directory);
    awaitConnection(true);
    done(cache.put("key", Buffer.buffer("value"), TTL));
  }

  @Test
  void isHeldUpByAHangingRedisThreeTimesAtMost() {
    redis.freeze();
    int waits = 0;

    for (int i = 0; i < 20; i++) {
      Future<Optional<Buffer>> question = cache.get("key");
      waits += question.isComplete() ? 0 : 1;
      assertThat(failure(question)).isNotNull();
    }

    assertThat(waits).isBetween(3, 4);
    assertThat(cache.isConnected()).isFalse();
    assertThat(registry.get("ozm.redis.up").gauge().value()).isZero();
    assertThat(registry.get("ozm.redis.failures").tag("reason", "timeout").counter().count())
        .isBetween(3.0, 4.0);

    redis.thaw();
    awaitConnection(true);
    assertThat(done(cache.get("key"))).isEmpty();
  }

  @Test
  void refusesMoreQuestionsThanItCanHold() {
    redis.freeze();

    List<Future<Optional<Buffer>>> questions =
        IntStream.range(0, 2 * RedisCache.MAX_IN_FLIGHT)
            .mapToObj(i -> cache.get("key-" + i))
            .toList();

    List<String> reasons = questions.stream().map(it -> failure(it).getMessage()).toList();
    assertThat(reasons.stream().filter("too many questions to Redis"::equals))
        .hasSize(RedisCache.MAX_IN_FLIGHT);
  }

  @Test
  void logsInAsAnyUserWithAnyPassword() {
    String password = "p@ss:w/o%41d+";
    Redis admin = Redis.createClient(vertx, redis.setting());
    var user =
        Request.cmd(Command.ACL)
            .arg("SETUSER")
            .arg("te@m")
            .arg("on")
            .arg(">" + password)
            .arg("~*")
            .arg("+@all");
    done(admin.send(user).<Void>mapEmpty());
    RedisUrl.Server known = redis.url().orElseThrow();
    var url =
        new RedisUrl.Server(
            known.host(), known.port(), Optional.of("te@m"), Optional.of(password), 2, false);
    var other =
        new RedisCache(vertx, () -> Optional.of(url), System::nanoTime, new SimpleMeterRegistry());
    other.start();
    await("login").until(other::isConnected);

    done(other.put("key", Buffer.buffer("value"), TTL));

    assertThat(done(other.get("key"))).contains(Buffer.buffer("value"));
    assertThat(done(cache.get("key"))).as("in another database").isEmpty();
    done(other.close());
    done(admin.close());
  }

  private void awaitConnection(boolean there) {
    await("connection: " + there).until(() -> cache.isConnected() == there);
  }

  private static Throwable failure(Future<?> future) {
    await("an answer").pollInterval(Duration.ofMillis(2)).until(future::isComplete);
    return future.cause();
  }

  private static <T> T done(Future<T> future) {
    return future.timeout(10, TimeUnit.SECONDS).await();
  }
}
