package org.ozmonitor.server.postgres;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Tuple;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A channel of PostgreSQL's `LISTEN` and `NOTIFY`: what one process says, all processes hear that
/// are connected to the same database, whether or not they can reach each other. Nothing is kept:
/// who is not connected at the moment misses it. Listens on a connection of its own, and looks for
/// a new one where that ends. Thread-safe.
public final class ListenChannel {
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /// How often the connection is tried: one that has died in silence looks like one on which nobody
  /// speaks.
  private static final Duration TRIAL = Duration.ofSeconds(30);

  private static final Duration LONGEST_TRIAL = Duration.ofSeconds(5);
  private static final Duration LONGEST_STOP = Duration.ofMillis(250);

  private final Vertx vertx;
  private final Context home;
  private final Database database;
  private final String name;
  private final Duration trial;
  private final Duration longestTrial;
  private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
  private final PostgresLog log = new PostgresLog();

  private @Nullable PgConnection connection;
  private boolean stopping;
  private boolean interrupted;
  private long timer = -1;

  /// @param name lower case letters and `_`
  public ListenChannel(Vertx vertx, Database database, String name) {
    this(vertx, database, name, TRIAL, LONGEST_TRIAL);
  }

  ListenChannel(
      Vertx vertx, Database database, String name, Duration trial, Duration longestTrial) {
    this.vertx = vertx;
    this.home = vertx.getOrCreateContext();
    this.database = database;
    this.name = name;
    this.trial = trial;
    this.longestTrial = longestTrial;
  }

  /// Begins to listen, soon or as soon as the database can be reached.
  public void start() {
    home.runOnContext(_ -> connect());
  }

  /// Ends it; what others say from here on is not heard.
  public Future<Void> stop() {
    return Future.<Void>future(
            stopped ->
                home.runOnContext(
                    _ -> {
                      stopping = true;
                      vertx.cancelTimer(timer);
                      PgConnection last = connection;
                      (last == null ? Future.<Void>succeededFuture() : last.close())
                          .onComplete(stopped);
                    }))
        .timeout(LONGEST_STOP.toMillis(), TimeUnit.MILLISECONDS)
        .otherwiseEmpty();
  }

  /// Says something to all who listen, this process too. Never fails; may be lost.
  ///
  /// @param text below 8 000 bytes of UTF-8
  public void tell(String text) {
    database
        .reader()
        .preparedQuery("SELECT pg_notify($1, $2)")
        .execute(Tuple.of(name, text))
        .onFailure(log::notTold);
  }

  /// Hears what is said while this process is connected.
  ///
  /// @param listener called on a context of the channel; must neither block nor throw
  /// @return ends it
  public Runnable hear(Consumer<String> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  private void connect() {
    if (stopping) {
      return;
    }
    Future<PgConnection> opening = database.connect();
    opening
        .timeout(longestTrial.toMillis(), TimeUnit.MILLISECONDS)
        .onSuccess(this::listen)
        .onFailure(
            cause -> {
              opening.onSuccess(PgConnection::close); // it came too late
              interrupted(cause);
            });
  }

  private void listen(PgConnection opened) {
    if (stopping) {
      opened.close();
      return;
    }
    connection = opened;
    opened.notificationHandler(
        said -> listeners.forEach(listener -> listener.accept(said.getPayload())));
    opened.exceptionHandler(log::channelFailed);
    opened.closeHandler(_ -> home.runOnContext(_ -> lost(opened, new ClosedChannelException())));
    subscribe(opened);
  }

  /// To listen again changes nothing, and shows that the connection lives.
  private void subscribe(PgConnection on) {
    on.query("LISTEN " + name)
        .execute()
        .timeout(longestTrial.toMillis(), TimeUnit.MILLISECONDS)
        .onSuccess(_ -> heard(on))
        .onFailure(cause -> lost(on, cause));
  }

  private void heard(PgConnection on) {
    if (on.equals(connection)) {
      interrupted = false;
      later(trial, () -> subscribe(on));
    }
  }

  /// What is said of a connection that was replaced is of no interest any more.
  private void lost(PgConnection ended, Throwable cause) {
    if (ended.equals(connection)) {
      connection = null;
      ended.close(); // whose end may take for ever: a server that is gone says no farewell
      interrupted(cause);
    }
  }

  private void interrupted(Throwable cause) {
    if (!interrupted && !stopping) {
      log.channelInterrupted(cause);
    }
    interrupted = true;
    later(PAUSE, this::connect);
  }

  private void later(Duration pause, Runnable what) {
    vertx.cancelTimer(timer);
    if (!stopping) {
      timer = vertx.setTimer(pause.toMillis(), _ -> what.run());
    }
  }
}
