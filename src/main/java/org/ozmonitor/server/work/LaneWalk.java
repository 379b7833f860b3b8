package org.ozmonitor.server.work;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.ozmonitor.core.chain.BlockRef;
import org.ozmonitor.core.definition.Configuration;
import org.ozmonitor.server.async.OffLoop;
import org.ozmonitor.server.block.LogEntry;

/// The progress of one lane: reads entries, evaluates each under its configuration and commits in
/// their order.
///
/// Entries with nothing to store are covered together at the end of a batch, or after {@link
/// #COVER_AFTER}. A failure leaves the walk where it is: the next batch begins at the same entry.
/// Confined to the lane's context; one batch at a time.
final class LaneWalk {
  /// Entries read at once.
  static final int BATCH = 100;

  /// The longest time that a passed entry stays uncovered while others follow.
  static final Duration COVER_AFTER = Duration.ofSeconds(1);

  /// For rows, compiled indexes and payloads alike; a read that takes longer is a failed one.
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(60);

  private final LaneServices services;
  private final Lane lane;
  private final LaneConfiguration configuration;
  private final ReadAhead readAhead;
  private final EvaluationAhead evaluationAhead = new EvaluationAhead();

  private long committed;
  private long evaluated;
  private long uncoveredSince;
  private long knownEnd;
  private boolean stopping;
  private Awaiting awaiting = Awaiting.UNKNOWN;

  LaneWalk(LaneServices services, Lane lane) {
    this.services = services;
    this.lane = lane;
    this.configuration = new LaneConfiguration(services, lane);
    this.readAhead = new ReadAhead(services.payloads(), lane.network());
    this.committed = lane.seq();
    this.evaluated = lane.seq();
    this.knownEnd = lane.seq();
  }

  /// The last entry that is committed.
  long committed() {
    return committed;
  }

  /// Ends a running batch after the entry in hand.
  void stop() {
    stopping = true;
  }

  /// The log is known to reach at least this far.
  void knowEnd(long seq) {
    knownEnd = Math.max(knownEnd, seq);
    reportLag();
  }

  /// Walks through the next batch. True when there may be more to do at once.
  Future<Boolean> walk() {
    return services
        .blockLog()
        .read(services.database().reader(), lane.network(), evaluated, BATCH)
        .timeout(READ_TIMEOUT.toSeconds(), TimeUnit.SECONDS)
        .compose(this::walk);
  }

  private Future<Boolean> walk(List<LogEntry> entries) {
    if (!entries.isEmpty()) {
      knowEnd(entries.getLast().seq());
    }
    Future<Void> walked = Future.succeededFuture();
    for (int i = 0; i < entries.size(); i++) {
      LogEntry entry = entries.get(i);
      List<LogEntry> next = entries.subList(i + 1, entries.size());
      walked = walked.compose(_ -> stopping ? Future.succeededFuture() : step(entry, next));
    }
    return walked
        .recover(cause -> coverDespite(cause))
        .compose(_ -> cover())
        .map(_ -> entries.size() == BATCH);
  }

  /// What is done stays done, whatever stopped the walk.
  private Future<Void> coverDespite(Throwable cause) {
    return cause instanceof LaneLostException
        ? Future.failedFuture(cause)
        : cover().compose(_ -> Future.failedFuture(cause));
  }

  private Future<Void> step(LogEntry entry, List<LogEntry> next) {
    return configuration
        .at(entry.configVersion())
        .timeout(READ_TIMEOUT.toSeconds(), TimeUnit.SECONDS)
        .compose(
            valid ->
                switch (entry.kind()) {
                  case BLOCK -> block(entry, next, valid);
                  case ORPHAN -> orphan(entry, valid);
                  case FINAL -> reach(entry, valid);
                  case START -> pass(entry);
                });
  }

  private Future<Void> block(LogEntry entry, List<LogEntry> next, Configuration valid) {
    LaneIndex index = configuration.index();
    var leftOut = new Evaluated(List.of(), configuration.unrecorded());
    if (index.size() == 0 && leftOut.isNothing()) {
      return reach(entry, valid);
    }
    long startedAt = now();
    var evaluation = new BlockEvaluation(lane.network(), entry, valid, index);
    return (index.size() == 0
            ? Future.succeededFuture(Evaluated.NOTHING)
            : evaluated(evaluation, next))
        .map(result -> Evaluated.together(List.of(leftOut, result)))
        .compose(
            result ->
                result.isNothing()
                    ? reach(entry, valid)
                    : commit(entry, index.slug(), valid, result))
        .onSuccess(_ -> services.metrics().processed(index.slug(), since(startedAt)));
  }

  /// An entry without matches of its own; it may confirm earlier ones.
  private Future<Void> reach(LogEntry entry, Configuration valid) {
    return awaiting.isReachedBy(entry)
        ? commit(entry, configuration.index().slug(), valid, Evaluated.NOTHING)
        : pass(entry);
  }

  /// While one block is evaluated the payloads of the next are fetched; while it is committed the
  /// next is evaluated.
  private Future<Evaluated> evaluated(BlockEvaluation evaluation, List<LogEntry> next) {
    Future<Evaluated> result =
        evaluationAhead.take(evaluation).orElseGet(() -> evaluate(evaluation));
    readAhead.fetch(next);
    return result.onSuccess(_ -> evaluationAhead.begin(evaluation, next, this::evaluate));
  }

  private Future<Evaluated> evaluate(BlockEvaluation evaluation) {
    LogEntry entry = evaluation.entry();
    long startedAt = now();
    return readAhead
        .take(entry)
        .timeout(READ_TIMEOUT.toSeconds(), TimeUnit.SECONDS)
        .compose(
            bytes ->
                OffLoop.call(services.vertx().getOrCreateContext(), () -> evaluation.run(bytes)))
        .recover(
            cause ->
                orphanedLater(entry)
                    .compose(
                        orphaned -> {
                          if (!orphaned) {
                            return Future.failedFuture(cause);
                          }
                          services
                              .log()
                              .orphanPassedUnseen(evaluation.index().slug(), entry, cause);
                          return Future.succeededFuture(Evaluated.NOTHING);
                        }))
        .onSuccess(_ -> services.metrics().matched(evaluation.index().slug(), since(startedAt)));
  }

  /// Nobody can serve an orphaned block for ever, or all of it, as nodes that forget its receipts:
  /// without a sound payload it may be passed.
  private Future<Boolean> orphanedLater(LogEntry entry) {
    BlockRef block = entry.block().orElseThrow();
    return services
        .blockLog()
        .isOrphanedAfter(services.database().reader(), lane.network(), block, entry.seq())
        .timeout(READ_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
  }

  private Future<Void> commit(LogEntry entry, String slug, Configuration valid, Evaluated result) {
    long startedAt = now();
    LaneCommits.Step step = stepTo(entry);
    return services
        .commits()
        .entry(step, lane, entry, valid, result, awaiting)
        .map(
            stored -> {
              committedTo(entry);
              awaiting = stored.awaiting();
              configuration.recorded();
              services.metrics().committed(slug, since(startedAt));
              services.metrics().matches(slug, stored.changedMatches());
              services.metrics().confirmed(slug, stored.confirmedMatches());
              services.metrics().evaluationErrors(slug, stored.failures().size());
              stored.failures().forEach(it -> services.log().evaluationFailed(slug, entry, it));
              services.log().entryStored(slug, entry, stored);
              return stored.confirmedMatches();
            })
        .compose(confirmed -> confirmMore(step, entry, slug, confirmed));
  }

  /// Until nothing is left that the entry confirms.
  private Future<Void> confirmMore(
      LaneCommits.Step step, LogEntry entry, String slug, int confirmed) {
    if (confirmed == 0 || !awaiting.isReachedBy(entry)) {
      return Future.succeededFuture();
    }
    return services
        .commits()
        .confirmMore(step, lane, entry)
        .compose(
            more -> {
              awaiting = more.awaiting();
              services.metrics().confirmed(slug, more.matches());
              return confirmMore(step, entry, slug, more.matches());
            });
  }

  private Future<Void> orphan(LogEntry entry, Configuration valid) {
    return services
        .commits()
        .orphan(stepTo(entry), lane, entry, valid)
        .map(
            count -> {
              committedTo(entry);
              if (count > 0) {
                awaiting = Awaiting.UNKNOWN; // a digest may be wrong now
              }
              services.log().matchesRetracted(configuration.index().slug(), entry, count);
              return null;
            });
  }

  private Future<Void> pass(LogEntry entry) {
    if (evaluated == committed) {
      uncoveredSince = now();
    }
    evaluated = entry.seq();
    services.log().blockPassed(configuration.index().slug(), entry);
    return since(uncoveredSince).compareTo(COVER_AFTER) < 0 ? Future.succeededFuture() : cover();
  }

  private Future<Void> cover() {
    if (evaluated == committed) {
      return Future.succeededFuture();
    }
    long to = evaluated;
    return services
        .commits()
        .pass(new LaneCommits.Step(lane.id(), lane.network(), committed, to, lane.epoch()))
        .map(
            _ -> {
              advanceTo(to);
              return null;
            });
  }

  private LaneCommits.Step stepTo(LogEntry entry) {
    return new LaneCommits.Step(lane.id(), lane.network(), committed, entry.seq(), lane.epoch());
  }

  private void committedTo(LogEntry entry) {
    evaluated = entry.seq();
    advanceTo(entry.seq());
  }

  private void advanceTo(long seq) {
    committed = seq;
    reportLag();
  }

  private void reportLag() {
    services.metrics().lag(configuration.index().slug(), lane.id(), knownEnd - committed);
  }

  private long now() {
    return services.nanoTime().getAsLong();
  }

  private Duration since(long startedAt) {
    return Duration.ofNanos(now() - startedAt);
  }
}
