package org.ozmonitor.server.definition;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.ozmonitor.core.definition.Configuration;

/// Keeps the newest configuration loaded: asks for the head at intervals, and at once when a hint
/// comes. Versions are seen in order; some may be passed over.
///
/// At longer intervals it looks beyond the version: a log that has changed under it (a database
/// that
/// was restored, rows that were changed by hand) is read anew.
///
/// What it has loaded it shares with all who ask its log.
///
/// Thread-safe; {@link #start} and {@link #stop} are called on one context, to which its work is
/// confined.
public final class ConfigurationWatch implements Supplier<Configuration> {
  private final Vertx vertx;
  private final SqlClient reader;
  private final ConfigurationLog configurations;
  private final Duration interval;
  private final Duration reloadInterval;
  private final DefinitionLog log = new DefinitionLog();
  private final List<Consumer<Configuration>> listeners = new CopyOnWriteArrayList<>();

  private volatile Configuration current = Configuration.empty();
  private boolean running;
  private boolean poked;
  private boolean stopping;
  private long timer = -1;
  private long reloadTimer = -1;
  private boolean reloadWanted;
  private @Nullable ConfigurationFingerprint fingerprint;
  private Future<Void> cycle = Future.succeededFuture();
  private volatile @Nullable Context context;

  /// @param interval between two looks at the head without a hint
  /// @param reloadInterval between two looks at the whole log
  public ConfigurationWatch(
      Vertx vertx,
      SqlClient reader,
      ConfigurationLog configurations,
      Duration interval,
      Duration reloadInterval) {
    this.vertx = vertx;
    this.reader = reader;
    this.configurations = configurations;
    this.interval = interval;
    this.reloadInterval = reloadInterval;
  }

  /// Loads the newest configuration; fails when it cannot be read.
  public Future<Void> start() {
    context = vertx.getOrCreateContext();
    running = true;
    return advance()
        .onSuccess(
            _ -> {
              running = false;
              if (current.version() == 0) {
                log.configurationLoaded(current);
              }
              reloadWanted = true; // the first look is what later ones are compared with
              reloadTimer = vertx.setPeriodic(reloadInterval.toMillis(), _ -> lookAtAll());
              schedule();
            });
  }

  /// The newest configuration that was loaded; version 0 before the start.
  public Configuration current() {
    return current;
  }

  @Override
  public Configuration get() {
    return current;
  }

  /// Calls `listener` with each newer configuration, on the watch's context.
  public void onChange(Consumer<Configuration> listener) {
    listeners.add(listener);
  }

  /// Looks now: somebody says that there is a newer version. Before the start it does nothing.
  public void poke() {
    Context home = context;
    if (home != null) {
      home.runOnContext(_ -> lookNow());
    }
  }

  /// Compares the whole log now with what was seen of it. Before the start it does nothing.
  public void reload() {
    Context home = context;
    if (home != null) {
      home.runOnContext(_ -> lookAtAll());
    }
  }

  private void lookAtAll() {
    reloadWanted = true;
    lookNow();
  }

  /// Stops looking; completes when the look in hand is done.
  public Future<Void> stop() {
    stopping = true;
    vertx.cancelTimer(timer);
    vertx.cancelTimer(reloadTimer);
    return cycle.otherwiseEmpty();
  }

  private void lookNow() {
    if (running) {
      poked = true;
      return;
    }
    vertx.cancelTimer(timer);
    runCycle();
  }

  private void schedule() {
    if (!stopping) {
      timer = vertx.setTimer(Math.max(1, interval.toMillis()), _ -> runCycle());
    }
  }

  private void runCycle() {
    if (stopping) {
      return;
    }
    running = true;
    cycle =
        (reloadWanted ? compare().recover(this::advanceDespite) : advance())
            .onFailure(log::configurationUnreadable)
            .otherwiseEmpty()
            .map(
                _ -> {
                  running = false;
                  if (poked) {
                    poked = false;
                    runCycle();
                  } else {
                    schedule();
                  }
                  return null;
                });
  }

  private Future<Void> compare() {
    reloadWanted = false;
    return ConfigurationFingerprint.read(reader)
        .compose(
            found -> {
              var before = fingerprint;
              boolean changed = before != null && found.contradicts(before);
              return (changed ? readAnew(found.version()) : advance())
                  .onSuccess(_ -> fingerprint = found);
            });
  }

  /// New versions do not wait for a look at the whole log that fails: the next interval has
  /// another.
  private Future<Void> advanceDespite(Throwable cause) {
    log.configurationUnreadable(cause);
    return advance();
  }

  private Future<Void> readAnew(long version) {
    log.configurationContradicts(current.version(), version);
    return configurations.load(reader, version).map(this::show);
  }

  private @Nullable Void show(Configuration newest) {
    newest.unreadable().values().stream()
        .filter(it -> !current.unreadable().containsValue(it))
        .forEach(log::documentUnreadable);
    current = newest;
    log.configurationLoaded(newest);
    configurations.share(newest);
    listeners.forEach(listener -> listener.accept(newest));
    return null;
  }

  private Future<Void> advance() {
    return configurations
        .head(reader)
        .compose(
            head ->
                head <= current.version()
                    ? Future.succeededFuture(current)
                    : configurations.advance(reader, current, head))
        .map(newest -> newest.version() > current.version() ? show(newest) : null);
  }
}
