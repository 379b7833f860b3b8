package org.ozmonitor.server.retention;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.server.block.OldEntries;
import org.ozmonitor.server.definition.OldRevisions;
import org.ozmonitor.server.notification.OldAttempts;
import org.ozmonitor.server.postgres.Database;
import org.ozmonitor.server.work.EvaluationErrors;
import org.ozmonitor.server.work.OldMatches.Place;

/// One turn: each kind of thing in small transactions with pauses between them, until nothing is
/// left to remove. What fails leaves the others alone. Confined to the context that runs it.
final class Sweep {
  private static final long STATEMENT_SECONDS = 15;

  private final Vertx vertx;
  private final Database database;
  private final RetentionSettings settings;
  private final LogCleaning logs;
  private final MatchCleaning matches;
  private final RetentionLog log;
  private final RetentionMetrics metrics;
  private final EvaluationErrors errors = new EvaluationErrors();
  private final OldEntries entries = new OldEntries();
  private final OldAttempts attempts = new OldAttempts();
  private final OldRevisions revisions = new OldRevisions();
  private final Totals totals = new Totals();
  private boolean stopping;

  Sweep(
      Vertx vertx,
      Database database,
      RetentionSettings settings,
      LogCleaning logs,
      MatchCleaning matches,
      RetentionLog log,
      RetentionMetrics metrics) {
    this.vertx = vertx;
    this.database = database;
    this.settings = settings;
    this.logs = logs;
    this.matches = matches;
    this.log = log;
    this.metrics = metrics;
  }

  /// What a turn has removed so far. Confined to the turn's context.
  static final class Totals {
    private long matches;
    private long matchesNeeded;
    private long entries;
    private long attemptDays;
    private long errors;
    private long revisions;

    long matches() {
      return matches;
    }

    /// Old ones that something needs still.
    long matchesNeeded() {
      return matchesNeeded;
    }

    long entries() {
      return entries;
    }

    long attemptDays() {
      return attemptDays;
    }

    long errors() {
      return errors;
    }

    long revisions() {
      return revisions;
    }

    boolean isNothing() {
      return matches + entries + attemptDays + errors + revisions == 0;
    }
  }

  /// Removes all that may go. Succeeds always.
  Future<Totals> run() {
    return part("attempts", this::dropDays)
        .compose(_ -> part("matches", () -> removeMatches(Place.BEGIN)))
        .compose(_ -> part("evaluation_errors", this::removeErrors))
        .compose(_ -> part("block_log", this::cleanLogs))
        .compose(_ -> part("revisions", this::forgetRevisions))
        .map(
            _ -> {
              metrics.removed(totals);
              log.swept(totals);
              return totals;
            });
  }

  /// Ends after the step in hand.
  void stop() {
    stopping = true;
  }

  private Future<Void> part(String name, Supplier<Future<Void>> work) {
    return Future.<Void>succeededFuture()
        .compose(_ -> work.get())
        .onFailure(
            cause -> {
              metrics.partFailed(name);
              log.partFailed(name, cause);
            })
        .otherwiseEmpty();
  }

  private Future<Void> dropDays() {
    return bounded(attempts.dropDay(database.reader(), settings.attempts()))
        .compose(
            dropped -> {
              totals.attemptDays += dropped ? 1 : 0;
              return again(dropped, this::dropDays);
            });
  }

  private Future<Void> removeMatches(Place after) {
    return bounded(matches.step(settings.matches(), after, settings.batch()))
        .compose(
            removed -> {
              totals.matches += removed.matches();
              totals.matchesNeeded += removed.stayed();
              return again(
                  removed.next().isPresent(), () -> removeMatches(removed.next().orElseThrow()));
            });
  }

  private Future<Void> removeErrors() {
    return bounded(errors.removeOlder(database.reader(), settings.matches(), settings.batch()))
        .compose(
            count -> {
              totals.errors += count;
              return again(count == settings.batch(), this::removeErrors);
            });
  }

  private Future<Void> cleanLogs() {
    return bounded(entries.networks(database.reader())).compose(this::cleanLogs);
  }

  private Future<Void> cleanLogs(List<NetworkId> networks) {
    Future<Void> cleaned = Future.succeededFuture();
    for (NetworkId network : networks) {
      cleaned = cleaned.compose(_ -> part("block_log", () -> cleanLog(network)));
    }
    return cleaned;
  }

  private Future<Void> cleanLog(NetworkId network) {
    return bounded(logs.step(network, settings.blockLogEntries(), settings.batch()))
        .compose(
            removed -> {
              totals.entries += removed.entries();
              boolean more = removed.entries() == settings.batch();
              if (!more && removed.left() > settings.blockLogEntries()) {
                log.logIsHeld(network, removed);
              }
              return again(more, () -> cleanLog(network));
            });
  }

  private Future<Void> forgetRevisions() {
    return bounded(revisions.allow(database.reader())).compose(_ -> removeRevisions());
  }

  private Future<Void> removeRevisions() {
    return bounded(revisions.remove(database.reader(), settings.batch()))
        .compose(
            count -> {
              totals.revisions += count;
              return again(count == settings.batch(), this::removeRevisions);
            });
  }

  private Future<Void> again(boolean more, Supplier<Future<Void>> next) {
    return more && !stopping
        ? vertx
            .timer(settings.pause().toMillis() + 1, TimeUnit.MILLISECONDS)
            .compose(_ -> next.get())
        : Future.succeededFuture();
  }

  private static <T> Future<T> bounded(Future<T> step) {
    return step.timeout(STATEMENT_SECONDS, TimeUnit.SECONDS);
  }
}
