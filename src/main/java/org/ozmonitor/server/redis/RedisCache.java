package org.ozmonitor.server.redis;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxException;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Values in Redis, each with a time to live. What is asked while Redis is away fails at once, and
/// no question takes longer than {@link #TIMEOUT}: three in a row that do, and Redis is away.
///
/// Thread-safe; futures complete on any context. At most {@link #MAX_IN_FLIGHT} questions are under
/// way, further ones fail at once.
public final class RedisCache {
  /// The longest that an answer is waited for.
  public static final Duration TIMEOUT = Duration.ofMillis(200);

  static final int MAX_IN_FLIGHT = 256;

  private final Context context;
  private final RedisLink link;
  private final RedisMetrics metrics;
  private final LongSupplier nanoTime;
  private final AtomicInteger inFlight = new AtomicInteger();

  /// @param url where the server is now; asked again for each connection
  /// @param nanoTime a monotonic clock
  public RedisCache(
      Vertx vertx,
      Supplier<Optional<RedisUrl.Server>> url,
      LongSupplier nanoTime,
      MeterRegistry registry) {
    this.context = vertx.getOrCreateContext();
    this.nanoTime = nanoTime;
    this.metrics = new RedisMetrics(registry, this::isConnected);
    this.link = new RedisLink(vertx, context, url, metrics);
  }

  /// Begins to connect; does not wait for it.
  public void start() {
    context.runOnContext(_ -> link.open());
  }

  /// Whether there is a connection now. Without one every question fails at once.
  public boolean isConnected() {
    return link.line().isPresent();
  }

  /// The value of a key, if there is one.
  public Future<Optional<Buffer>> get(String key) {
    return send(Request.cmd(Command.GET).arg(key)).map(answer -> answer.map(Response::toBuffer));
  }

  /// Stores a value, which is gone after `ttl`.
  ///
  /// @param ttl at least a millisecond
  public Future<Void> put(String key, Buffer value, Duration ttl) {
    return send(Request.cmd(Command.SET)
            .arg(key)
            .arg(value)
            .arg("PX")
            .arg(Math.max(1, ttl.toMillis())))
        .mapEmpty();
  }

  /// Gives up the connection for good.
  public Future<Void> close() {
    Promise<Void> closed = Promise.promise();
    context.runOnContext(_ -> link.close().onComplete(closed));
    return closed.future();
  }

  private Future<Optional<Response>> send(Request command) {
    Optional<RedisLink.Line> line = link.line();
    if (line.isEmpty()) {
      return Future.failedFuture(new VertxException("Redis is not connected", true));
    }
    if (inFlight.incrementAndGet() > MAX_IN_FLIGHT) {
      inFlight.decrementAndGet();
      return Future.failedFuture(new VertxException("too many questions to Redis", true));
    }
    long began = nanoTime.getAsLong();
    return line.get()
        .connection()
        .send(command)
        .map(Optional::ofNullable)
        .timeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
        .onComplete((_, failure) -> ended(line.get(), began, Optional.ofNullable(failure)));
  }

  private void ended(RedisLink.Line line, long began, Optional<Throwable> failure) {
    inFlight.decrementAndGet();
    if (failure.isEmpty()) {
      metrics.answered(nanoTime.getAsLong() - began);
      context.runOnContext(_ -> link.answered());
    } else if (failure.get() instanceof TimeoutException) {
      context.runOnContext(_ -> link.timedOut(line));
    } else {
      metrics.refused();
    }
  }
}
