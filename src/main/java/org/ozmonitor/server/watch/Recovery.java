package org.ozmonitor.server.watch;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.ozmonitor.core.chain.BlockHeader;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.definition.CronSchedule;
import org.ozmonitor.core.definition.Network;
import org.ozmonitor.core.watch.LogStep;
import org.ozmonitor.core.watch.Tip;
import org.ozmonitor.server.async.Bounded;
import org.ozmonitor.server.watch.MissedBlocks.Pending;
import org.ozmonitor.server.watch.MissedBlocks.State;

/// Back-fills the missed blocks of one network, on its own schedule and when somebody asks for
/// them, a few at a time between cycles of the watcher: a missed block is appended to the log where
/// the log ends, and is evaluated with
/// the configuration of that entry. It is old enough to be past reorganisations that the network
/// waits for, and is not looked at again.
///
/// Confined to the watcher's context; asked between cycles only.
final class Recovery {
  /// Blocks appended between two cycles of the watcher.
  private static final int CHUNK = 10;

  /// How often it is looked whether somebody has asked for blocks.
  private static final long LOOK_MS = 10_000;

  /// For blocks that somebody has asked for: no age is too great, and a run ends with them.
  private static final Network.Recovery ASKED =
      new Network.Recovery(true, "", CHUNK, Integer.MAX_VALUE, 3, 1_000);

  private final WatchParts parts;
  private final NetworkId network;
  private final Network.Recovery rules;
  private final Optional<CronSchedule> schedule;
  private final LogAppender appender;
  private final BlockSource blocks;
  private final MissedBlocks missed;
  private final WatchLog log;
  private final WatchMetrics.OfNetwork metrics;
  private LocalDateTime reckonedAt;
  private Optional<LocalDateTime> due;
  private long leftInRun;
  private long notBefore;
  private long lookAt;

  /// Where a block comes from, its payload stored.
  @FunctionalInterface
  interface BlockSource {
    Future<BlockHeader> fetch(long height);
  }

  Recovery(
      WatchParts parts,
      NetworkId network,
      Network.Recovery rules,
      LogAppender appender,
      BlockSource blocks,
      WatchLog log,
      WatchMetrics.OfNetwork metrics) {
    this.parts = parts;
    this.network = network;
    this.rules = rules;
    this.schedule = CronSchedule.parse(rules.cronSchedule()).filter(_ -> rules.enabled());
    this.appender = appender;
    this.blocks = blocks;
    this.missed = new MissedBlocks();
    this.log = log;
    this.metrics = metrics;
    this.reckonedAt = now();
    this.due = schedule.flatMap(it -> it.next(reckonedAt));
    this.lookAt = parts.nanoTime().getAsLong();
  }

  /// In how many milliseconds the next step is due by the settings; 0 = now.
  long dueInMs() {
    if (leftInRun > 0) {
      return until(notBefore);
    }
    LocalDateTime now = now();
    if (now.isBefore(reckonedAt)) {
      reckon(); // the clock was ahead then, which must not put off what is due
    }
    return due.map(at -> Math.max(0, Duration.between(now, at).toMillis())).orElse(Long.MAX_VALUE);
  }

  private void reckon() {
    reckonedAt = now();
    due = schedule.flatMap(it -> it.next(reckonedAt));
  }

  /// In how many milliseconds a step is due, since somebody may have asked for blocks; 0 = now.
  long lookInMs() {
    return until(lookAt);
  }

  private long until(long nanos) {
    return Math.max(0, (nanos - parts.nanoTime().getAsLong()) / 1_000_000);
  }

  /// Recovers a few blocks: what somebody has asked for, then what the settings say.
  ///
  /// @param confirmed the confirmed head
  Future<Void> step(Holding holding, long confirmed) {
    if (leftInRun <= 0 && due.filter(at -> !at.isAfter(now())).isPresent()) {
      reckon();
      leftInRun = rules.maxBlocksPerRun();
    }
    boolean onlyAsked = leftInRun <= 0;
    notBefore = parts.nanoTime().getAsLong();
    return LogAppender.bounded(missed.next(parts.database().reader(), network, onlyAsked))
        .compose(
            next -> {
              if (next.isEmpty() || next.get().first() > confirmed) {
                leftInRun = 0;
                lookLater();
                return Future.succeededFuture();
              }
              return recover(holding, next.get(), confirmed).compose(_ -> report());
            })
        .onFailure(
            _ -> {
              leftInRun = 0;
              lookLater();
              appender.forget();
            });
  }

  private void lookLater() {
    lookAt = parts.nanoTime().getAsLong() + LOOK_MS * 1_000_000;
  }

  /// Shows how many blocks were missed and what became of them.
  Future<Void> report() {
    return LogAppender.bounded(missed.count(parts.database().reader(), network))
        .map(
            counts -> {
              for (State state : State.values()) {
                metrics.missed(state, counts.getOrDefault(state, 0L));
              }
              return null;
            });
  }

  private Future<Void> recover(Holding holding, Pending range, long confirmed) {
    Network.Recovery allowed = range.asked() ? ASKED : rules;
    long oldest = confirmed - allowed.maxBlockAge();
    if (range.first() < oldest) {
      long last = Math.min(range.last(), oldest - 1);
      log.missedBlocksExpired(range.first(), last);
      return settle(holding, range, last, State.EXPIRED, "older than max_block_age");
    }
    if (range.retries() >= allowed.maxRetries()) {
      count(range, 1);
      log.missedBlockFailed(range.first());
      return settle(holding, range, range.first(), State.FAILED, "tried max_retries times");
    }
    long count = range.asked() ? CHUNK : Math.min(leftInRun, CHUNK);
    long last = Math.min(Math.min(range.last(), range.first() + count - 1), confirmed);
    return Bounded.prefix(
            LongStream.rangeClosed(range.first(), last).boxed().toList(), 2, blocks::fetch)
        .compose(
            fetched -> {
              count(range, Math.max(1, fetched.results().size()));
              return append(holding, range, fetched.results())
                  .compose(
                      _ ->
                          fetched
                              .failure()
                              .filter(_ -> fetched.results().isEmpty())
                              .map(cause -> tried(holding, range, cause))
                              .orElseGet(Future::succeededFuture));
            });
  }

  private void count(Pending range, int blocks) {
    if (!range.asked()) {
      leftInRun -= blocks;
    }
  }

  private Future<Void> append(Holding holding, Pending range, List<BlockHeader> headers) {
    if (headers.isEmpty()) {
      return Future.succeededFuture();
    }
    List<LogStep> steps = new ArrayList<>(headers.size());
    headers.forEach(header -> steps.add(new LogStep.Recovered(header)));
    long last = headers.getLast().ref().height();
    return appender
        .tip()
        .compose(
            from ->
                appender.appendWith(
                    holding,
                    from,
                    steps,
                    connection ->
                        missed.settle(
                            connection, network, range, last, State.RECOVERED, Optional.empty())))
        .map(
            (Tip _) -> {
              log.missedBlocksRecovered(range.first(), last);
              return null;
            });
  }

  private Future<Void> settle(
      Holding holding, Pending range, long last, State state, String error) {
    return asOwner(
        holding,
        connection -> missed.settle(connection, network, range, last, state, Optional.of(error)));
  }

  /// Whoever has lost the lease changes nothing: another may be at the same blocks.
  private Future<Void> asOwner(Holding holding, Function<SqlConnection, Future<Void>> change) {
    return LogAppender.bounded(
        parts
            .database()
            .inTransaction(
                connection ->
                    parts
                        .leases()
                        .lock(connection, holding.lease())
                        .compose(
                            tip ->
                                tip.isPresent()
                                    ? change.apply(connection)
                                    : Future.failedFuture(
                                        new LogMovedException("the lease is another's")))));
  }

  private Future<Void> tried(Holding holding, Pending range, Throwable cause) {
    if (!holding.isHeld().getAsBoolean()) {
      return Future.succeededFuture();
    }
    log.missedBlockNotRecovered(range.first(), cause);
    long delayMs = range.asked() ? ASKED.retryDelayMs() : rules.retryDelayMs();
    notBefore = parts.nanoTime().getAsLong() + delayMs * 1_000_000;
    lookAt = notBefore;
    // An endpoint chooses the words; PostgreSQL stores no NUL.
    String error = String.valueOf(cause.getMessage()).replace('\0', ' ');
    return asOwner(holding, connection -> missed.tried(connection, network, range, error));
  }

  private LocalDateTime now() {
    return LocalDateTime.ofInstant(parts.clock().instant(), ZoneOffset.UTC);
  }
}
