package org.ozmonitor.server.redis;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// One connection, kept up in the background: it is there or it is not, and nobody waits for it.
/// Given up as soon as several answers in a row do not come, which is the circuit breaker of Redis;
/// tried again after pauses that double. Confined to one context, but for {@link #line}.
final class RedisLink {
  private static final long FIRST_PAUSE_MS = 100;
  private static final long LONGEST_PAUSE_MS = 15_000;
  private static final int CONNECT_MS = 2_000;
  private static final int TIMEOUTS_IN_A_ROW = 3;

  private final Vertx vertx;
  private final Context context;
  private final Supplier<Optional<RedisUrl.Server>> url;
  private final RedisMetrics metrics;
  private final RedisLog log = new RedisLog();
  private volatile Optional<Line> line = Optional.empty();
  private long attempts;
  private Optional<Redis> client = Optional.empty();
  private long pauseMs = FIRST_PAUSE_MS;
  private long timer = -1;
  private int timeouts;
  private Optional<RedisUrl.Server> at = Optional.empty();
  private Said said = Said.NOTHING;
  private boolean closed;

  /// A connection.
  ///
  /// @param attempt the number of the attempt that made it
  record Line(long attempt, RedisConnection connection) {}

  /// What the log said last.
  private enum Said {
    NOTHING,
    UP,
    DOWN
  }

  RedisLink(
      Vertx vertx, Context context, Supplier<Optional<RedisUrl.Server>> url, RedisMetrics metrics) {
    this.vertx = vertx;
    this.context = context;
    this.url = url;
    this.metrics = metrics;
  }

  /// The connection, if there is one now. From any thread.
  Optional<Line> line() {
    return line;
  }

  /// Begins to connect.
  void open() {
    if (closed) {
      return;
    }
    Optional<RedisUrl.Server> server = url.get();
    if (server.isEmpty()) { // our own server is not up yet
      retry();
      return;
    }
    long attempt = ++attempts;
    Redis made = Redis.createClient(vertx, options(server.get()));
    client = Optional.of(made);
    made.connect()
        .compose(it -> it.send(Request.cmd(Command.PING)).map(it))
        .timeout(CONNECT_MS, TimeUnit.MILLISECONDS)
        .onComplete(
            (connection, failure) ->
                context.runOnContext(
                    _ -> {
                      if (closed || attempt != attempts) {
                        return;
                      }
                      if (failure == null) {
                        connected(server.get(), new Line(attempt, connection));
                      } else {
                        lose(attempt, reason(failure));
                      }
                    }));
  }

  /// An answer came. Only that makes the pauses short again: a server that takes connections and
  /// then answers nobody in time costs three waits in each of the longest pauses, not more.
  void answered() {
    timeouts = 0;
    pauseMs = FIRST_PAUSE_MS;
    if (said != Said.UP && at.isPresent()) {
      said = Said.UP;
      log.connected(at.get());
    }
  }

  /// An answer did not come in time on this connection.
  void timedOut(Line on) {
    metrics.timeout();
    timeouts++;
    if (timeouts >= TIMEOUTS_IN_A_ROW) {
      lose(on.attempt(), timeouts + " answers in a row did not come in time");
    }
  }

  Future<Void> close() {
    closed = true;
    vertx.cancelTimer(timer);
    line = Optional.empty();
    Optional<Redis> open = client;
    client = Optional.empty();
    return open.map(Redis::close).orElseGet(Future::succeededFuture);
  }

  private void connected(RedisUrl.Server server, Line made) {
    made.connection()
        .exceptionHandler(cause -> context.runOnContext(_ -> lose(made.attempt(), reason(cause))))
        .endHandler(
            _ -> context.runOnContext(_ -> lose(made.attempt(), "the connection was closed")));
    line = Optional.of(made);
    at = Optional.of(server);
    timeouts = 0;
  }

  /// Gives up what an attempt made, unless that was done before.
  private void lose(long attempt, String reason) {
    if (closed || attempt != attempts || client.isEmpty()) {
      return;
    }
    Redis lost = client.get();
    metrics.lost();
    if (said != Said.DOWN) {
      said = Said.DOWN;
      log.lost(reason);
    }
    line = Optional.empty();
    client = Optional.empty();
    lost.close().onFailure(cause -> log.notClosed(reason(cause)));
    retry();
  }

  private void retry() {
    timer = vertx.setTimer(pauseMs, _ -> context.runOnContext(_ -> open()));
    pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
  }

  private static String reason(Throwable cause) {
    return cause.getClass().getSimpleName() + ": " + cause.getMessage();
  }

  private static RedisOptions options(RedisUrl.Server server) {
    return new RedisOptions()
        .setConnectionString(
            server
                .address()
                .replaceFirst(
                    "://", "://" + server.password().map(it -> login(server, it)).orElse("")))
        .setMaxPoolSize(1)
        .setMaxPoolWaiting(1)
        .setMaxWaitingHandlers(RedisCache.MAX_IN_FLIGHT + 8)
        .setNetClientOptions(
            new NetClientOptions()
                .setConnectTimeout(CONNECT_MS)
                .setTcpNoDelay(true)
                .setTcpKeepAlive(true)
                .setHostnameVerificationAlgorithm(server.tls() ? "HTTPS" : ""));
  }

  private static String login(RedisUrl.Server server, String password) {
    return encoded(server.user().orElse("")) + ":" + encoded(password) + "@";
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
