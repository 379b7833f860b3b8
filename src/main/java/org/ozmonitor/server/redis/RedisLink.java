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
/// tried again after pauses that double. Confined to one context, but for {@link #connection}.
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
  private volatile Optional<RedisConnection> connection = Optional.empty();
  private Optional<Redis> client = Optional.empty();
  private long pauseMs = FIRST_PAUSE_MS;
  private long timer = -1;
  private int timeouts;
  private boolean told;
  private boolean closed;

  RedisLink(
      Vertx vertx, Context context, Supplier<Optional<RedisUrl.Server>> url, RedisMetrics metrics) {
    this.vertx = vertx;
    this.context = context;
    this.url = url;
    this.metrics = metrics;
  }

  /// The connection, if there is one now. From any thread.
  Optional<RedisConnection> connection() {
    return connection;
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
    Redis attempt = Redis.createClient(vertx, options(server.get()));
    client = Optional.of(attempt);
    attempt
        .connect()
        .compose(made -> made.send(Request.cmd(Command.PING)).map(made))
        .timeout(CONNECT_MS, TimeUnit.MILLISECONDS)
        .onComplete(
            (made, failure) ->
                context.runOnContext(
                    _ -> {
                      if (client.filter(it -> it == attempt).isEmpty()) {
                        return; // closed meanwhile
                      }
                      if (failure == null) {
                        connected(server.get(), made);
                      } else {
                        lose(attempt, reason(failure));
                      }
                    }));
  }

  /// An answer came.
  void answered() {
    timeouts = 0;
  }

  /// An answer did not come in time on this connection.
  void timedOut(RedisConnection on) {
    metrics.timeout();
    timeouts++;
    if (timeouts >= TIMEOUTS_IN_A_ROW && connection.filter(it -> it == on).isPresent()) {
      client.ifPresent(it -> lose(it, timeouts + " answers in a row did not come in time"));
    }
  }

  Future<Void> close() {
    closed = true;
    vertx.cancelTimer(timer);
    connection = Optional.empty();
    Optional<Redis> open = client;
    client = Optional.empty();
    return open.map(Redis::close).orElseGet(Future::succeededFuture);
  }

  private void connected(RedisUrl.Server server, RedisConnection made) {
    Redis owner = client.orElseThrow();
    made.exceptionHandler(cause -> context.runOnContext(_ -> lose(owner, reason(cause))));
    made.endHandler(_ -> context.runOnContext(_ -> lose(owner, "the connection was closed")));
    connection = Optional.of(made);
    pauseMs = FIRST_PAUSE_MS;
    timeouts = 0;
    told = false;
    log.connected(server);
  }

  private void lose(Redis lost, String reason) {
    if (closed || client.filter(it -> it == lost).isEmpty()) {
      return;
    }
    metrics.lost();
    if (!told) {
      told = true;
      log.lost(reason);
    }
    connection = Optional.empty();
    client = Optional.empty();
    lost.close().onFailure(cause -> log.lost(reason(cause)));
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
