package org.ozmonitor.server.redis;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.Optional;

/// The server that `redis_url` names. If it is ours it is started in the background, and again when
/// it dies; whatever goes wrong there is logged once and tried again, and nobody waits for it.
///
/// `start` and `stop` are called from one thread, or one context; `url` from any.
public final class RedisServer {
  private static final long LOOK_MS = 1_000;
  private static final long LONGEST_PAUSE_MS = 60_000;

  private final Vertx vertx;
  private final RedisUrl configured;
  private final Optional<EmbeddedRedis> embedded;
  private final RedisLog log = new RedisLog();
  private volatile boolean stopping;
  private volatile long timer = -1;
  private volatile long pauseMs = LOOK_MS;
  private volatile Future<?> look = Future.succeededFuture();

  /// @param dataDirectory of the installation, for a server of our own
  public RedisServer(Vertx vertx, RedisUrl configured, Path dataDirectory) {
    this.vertx = vertx;
    this.configured = configured;
    this.embedded =
        configured instanceof RedisUrl.Embedded
            ? Optional.of(EmbeddedRedis.of(EmbeddedRedis.Settings.in(dataDirectory)))
            : Optional.empty();
  }

  /// Begins to keep our own server running; does not wait for it.
  public void start() {
    embedded.ifPresent(this::look);
  }

  /// Where the server is now; empty while there is none.
  public Optional<RedisUrl.Server> url() {
    return switch (configured) {
      case RedisUrl.None() -> Optional.empty();
      case RedisUrl.Embedded() -> embedded.flatMap(EmbeddedRedis::url);
      case RedisUrl.Server server -> Optional.of(server);
    };
  }

  /// Stops our own server if no other process uses it, after the look that is in hand.
  public Future<Void> stop() {
    stopping = true;
    vertx.cancelTimer(timer);
    return look.transform(
        _ ->
            vertx.executeBlocking(
                () -> {
                  embedded.ifPresent(EmbeddedRedis::close);
                  return null;
                },
                false));
  }

  private void look(EmbeddedRedis server) {
    look =
        vertx
            .executeBlocking(server::ensureRunning, false)
            .onSuccess(
                started -> {
                  pauseMs = LOOK_MS;
                  if (started) {
                    server.url().ifPresent(url -> log.serverRuns(server.pid().orElse(0L), url));
                  }
                })
            .onFailure(
                cause -> {
                  if (pauseMs == LOOK_MS) {
                    log.serverDoesNotStart(cause);
                  }
                  pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
                })
            .otherwise(false)
            .onComplete(
                _ -> {
                  if (!stopping) {
                    timer = vertx.setTimer(pauseMs, _ -> look(server));
                  }
                });
  }
}
