package org.ozmonitor.server.postgres;

import io.vertx.core.Future;
import io.vertx.core.Vertx;

/// Starts the embedded server again when it dies while this process needs it. Looks once a second,
/// on a worker thread.
///
/// `start` and `stop` are called from one thread, or one context; `stop` waits for the look that
/// is in hand.
public final class PostgresWatchdog {
  private static final long PERIOD_MS = 1_000;

  private final Vertx vertx;
  private final EmbeddedPostgres server;
  private final PostgresLog log;
  private volatile boolean stopping;
  private volatile long timer;
  private volatile Future<Void> look = Future.succeededFuture();

  public PostgresWatchdog(Vertx vertx, EmbeddedPostgres server) {
    this.vertx = vertx;
    this.server = server;
    this.log = new PostgresLog();
  }

  public void start() {
    timer = vertx.setTimer(PERIOD_MS, _ -> look());
  }

  /// Succeeds always, when no look is under way any more.
  public Future<Void> stop() {
    stopping = true;
    vertx.cancelTimer(timer);
    return look;
  }

  private void look() {
    look =
        vertx
            .executeBlocking(server::ensureRunning, false)
            .onSuccess(
                restarted -> {
                  if (restarted) {
                    log.serverRestarted(server.pid(), server.url().port());
                  }
                })
            .onFailure(log::serverDoesNotRestart)
            .<Void>mapEmpty()
            .otherwiseEmpty()
            .onComplete(
                _ -> {
                  if (!stopping) {
                    start();
                  }
                });
  }
}
