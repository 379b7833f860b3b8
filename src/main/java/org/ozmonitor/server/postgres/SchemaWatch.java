package org.ozmonitor.server.postgres;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Looks now and then whether the schema has been migrated past what this node understands, and
/// says so once.
///
/// `start` and `stop` are called from one thread, or one context; `stop` waits for the look that
/// is in hand.
public final class SchemaWatch {
  private static final long TIMEOUT_SECONDS = 15;

  private final Vertx vertx;
  private final SqlClient client;
  private final int known;
  private final Duration interval;
  private final Runnable outdated;
  private final PostgresLog log = new PostgresLog();
  private volatile boolean stopping;
  private volatile long timer;
  private volatile Future<Void> look = Future.succeededFuture();

  /// @param known the newest schema that this node was built for
  /// @param outdated told when a node built for it may not run any more; no look follows
  public SchemaWatch(
      Vertx vertx, SqlClient client, int known, Duration interval, Runnable outdated) {
    this.vertx = vertx;
    this.client = client;
    this.known = known;
    this.interval = interval;
    this.outdated = outdated;
  }

  public void start() {
    timer = vertx.setTimer(interval.toMillis(), _ -> look());
  }

  /// Succeeds always, when no look is under way any more.
  public Future<Void> stop() {
    stopping = true;
    vertx.cancelTimer(timer);
    return look;
  }

  private void look() {
    look =
        SchemaFloor.read(client)
            .timeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
            .onFailure(log::schemaUnknown)
            .otherwise(0)
            .map(
                floor -> {
                  if (floor > known) {
                    log.schemaTooNew(known, floor);
                    outdated.run();
                  } else if (!stopping) {
                    start();
                  }
                  return null;
                });
  }
}
