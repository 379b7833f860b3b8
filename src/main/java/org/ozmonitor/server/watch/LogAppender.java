package org.ozmonitor.server.watch;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.watch.LogStep;
import org.ozmonitor.core.watch.Tip;
import org.ozmonitor.server.block.BlockLog;
import org.ozmonitor.server.block.BlockTopics;
import org.ozmonitor.server.block.BlocksAppended;

/// Appends to the log of one network, under a lease, and says so to whoever waits for entries.
/// Remembers the end of the log, so that it is read only when something went wrong. Confined to the
/// watcher's context.
final class LogAppender {
  /// Above the limits that the server sets; what is later found committed shows in the tip, which
  /// is read again.
  private static final Duration DATABASE_TIMEOUT = Duration.ofSeconds(15);

  private final WatchParts parts;
  private final NetworkId network;
  private @Nullable Tip tip;

  LogAppender(WatchParts parts, NetworkId network) {
    this.parts = parts;
    this.network = network;
  }

  /// The end of the log.
  Future<Tip> tip() {
    Tip known = tip;
    return known != null
        ? Future.succeededFuture(known)
        : bounded(parts.blockLog().tip(parts.database().reader(), network))
            .onSuccess(found -> tip = found);
  }

  /// Reads the end of the log anew when it is asked for next.
  void forget() {
    tip = null;
  }

  /// Appends in order, in as many transactions as it takes; no steps append nothing. Fails with
  /// a {@link LogMovedException} when the lease is another's or the log does not end at `from`.
  Future<Tip> append(Holding holding, Tip from, List<LogStep> steps) {
    if (steps.isEmpty()) {
      return Future.succeededFuture(from);
    }
    List<LogStep> first = steps.subList(0, Math.min(steps.size(), BlockLog.MAX_APPEND));
    return appendWith(holding, from, first, _ -> Future.succeededFuture())
        .compose(moved -> append(holding, moved, steps.subList(first.size(), steps.size())));
  }

  /// As {@link #append}, with more to write in the same transaction, after the log has moved.
  ///
  /// @param steps 1 to {@link BlockLog#MAX_APPEND}
  Future<Tip> appendWith(
      Holding holding, Tip from, List<LogStep> steps, Function<SqlConnection, Future<Void>> more) {
    if (!holding.isHeld().getAsBoolean()) {
      return Future.failedFuture(new LogMovedException("the lease was lost before the append"));
    }
    return bounded(
            parts
                .database()
                .inTransaction(
                    connection ->
                        parts
                            .blockLog()
                            .append(connection, holding.lease(), network, from, steps)
                            .compose(
                                moved ->
                                    moved
                                        .map(to -> more.apply(connection).map(to))
                                        .orElseGet(LogAppender::moved))))
        .onSuccess(
            to -> {
              tip = to;
              parts
                  .topics()
                  .publish(
                      BlockTopics.BLOCKS_APPENDED,
                      new BlocksAppended(network, from.seq() + 1, to.seq()));
            });
  }

  private static Future<Tip> moved() {
    return Future.failedFuture(
        new LogMovedException("the lease is another's or the log has moved"));
  }

  /// A connection that has died in silence must not hold up the network for ever.
  static <T> Future<T> bounded(Future<T> answer) {
    return answer.timeout(DATABASE_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
  }
}
