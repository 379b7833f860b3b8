package org.ozmonitor.server.work;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.ozmonitor.core.chain.BlockRef;
import org.ozmonitor.core.definition.Configuration;
import org.ozmonitor.server.block.LogEntry;

/// The walk of a lane that follows the log: evaluates each entry under its configuration and
/// commits in their order. Confined to the lane's context; one batch at a time.
final class LaneWalk implements Walk {
  private static final int STUCK = 2;

  private final LaneServices services;
  private final Lane lane;
  private final LaneConfiguration configuration;
  private final LaneProgress progress;
  private final BlockEvaluator evaluator;
  private final BlockOutcomes outcomes;
  private final int patience;
  private Awaiting awaiting = Awaiting.UNKNOWN;
  private long stuckAt;
  private int stuckTimes;

  /// @param configuration of this lane
  LaneWalk(LaneServices services, Lane lane, LaneConfiguration configuration) {
    this(services, lane, configuration, services.outcomes(), STUCK);
  }

  /// @param outcomes is told what the walk comes to
  /// @param patience so many times an entry fails before it is asked whose fault that is
  LaneWalk(
      LaneServices services,
      Lane lane,
      LaneConfiguration configuration,
      BlockOutcomes outcomes,
      int patience) {
    this.services = services;
    this.lane = lane;
    this.configuration = configuration;
    this.progress = new LaneProgress(services, lane);
    this.outcomes = outcomes;
    this.patience = patience;
    this.evaluator = new BlockEvaluator(services, lane, this::orphanedLater);
  }

  @Override
  public LaneProgress progress() {
    return progress;
  }

  @Override
  public boolean isAtRest() {
    return progress.isAtLimit();
  }

  @Override
  public boolean isOver() {
    return false;
  }

  @Override
  public Future<Boolean> walk() {
    return progress.walk(this::step);
  }

  private Future<Void> step(LogEntry entry, List<LogEntry> next) {
    return configuration
        .at(entry.configVersion())
        .timeout(LaneProgress.READ_TIMEOUT.toSeconds(), TimeUnit.SECONDS)
        .recover(this::unreadable)
        .compose(
            valid ->
                switch (entry.kind()) {
                  case BLOCK -> block(entry, next, valid);
                  case ORPHAN -> orphan(entry, valid);
                  case FINAL -> reach(entry, valid);
                  case START -> pass(entry);
                });
  }

  /// Tenants of whom it is not known what they want keep their place; the others go on at once.
  private Future<Configuration> unreadable(Throwable cause) {
    return (cause instanceof UnreadableTenantsException it
            ? outcomes.stuck(lane, it.reasons(), "its configuration cannot be read")
            : Future.<Void>succeededFuture())
        .compose(_ -> Future.failedFuture(cause));
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
            : evaluator.run(evaluation, next))
        .map(result -> Evaluated.together(List.of(leftOut, result)))
        .compose(
            result ->
                result.isNothing()
                    ? reach(entry, valid).map(List.<EvaluationErrors.Entry>of())
                    : commit(entry, index.slug(), valid, result))
        .compose(failures -> outcomes.stored(lane, failures))
        .onSuccess(_ -> services.metrics().processed(index.slug(), since(startedAt)));
  }

  /// An entry without matches of its own; it may confirm earlier ones.
  private Future<Void> reach(LogEntry entry, Configuration valid) {
    return awaiting.isReachedBy(entry)
        ? commit(entry, configuration.index().slug(), valid, Evaluated.NOTHING).mapEmpty()
        : pass(entry);
  }

  private Future<Boolean> orphanedLater(LogEntry entry) {
    BlockRef block = entry.block().orElseThrow();
    return services
        .blockLog()
        .isOrphanedAfter(services.database().reader(), lane.network(), block, entry.seq());
  }

  /// @return the failures of monitors, which are recorded
  private Future<List<EvaluationErrors.Entry>> commit(
      LogEntry entry, String slug, Configuration valid, Evaluated result) {
    long startedAt = now();
    LaneCommits.Step step = progress.stepTo(entry);
    return services
        .commits()
        .entry(step, lane, entry, valid, result, awaiting)
        .recover(cause -> stuck(entry, valid, result, cause))
        .compose(
            stored -> {
              progress.committedTo(entry, slug);
              if (!result.isNothing()) {
                configuration.recorded(); // what it leaves out is among the result of a block
              }
              services.metrics().committed(slug, since(startedAt));
              services.metrics().matches(slug, stored.changedMatches());
              services.metrics().evaluationErrors(slug, stored.failures().size());
              stored.failures().forEach(it -> services.log().evaluationFailed(slug, entry, it));
              services.log().entryStored(slug, entry, stored);
              return confirmMore(step, entry, slug, stored.confirmed()).map(stored.failures());
            });
  }

  /// An entry that cannot be stored again and again may be so because of some tenants: then the
  /// others go on without them.
  private Future<LaneCommits.Stored> stuck(
      LogEntry entry, Configuration valid, Evaluated result, Throwable cause) {
    if (cause instanceof LaneLostException || lane.tenants().size() < 2) {
      return Future.failedFuture(cause);
    }
    stuckTimes = stuckAt == entry.seq() ? stuckTimes + 1 : 1;
    stuckAt = entry.seq();
    if (stuckTimes % patience != 0) {
      return Future.failedFuture(cause);
    }
    return services
        .commits()
        .atFault(lane.network(), entry, valid, result)
        .compose(
            culprits ->
                culprits.isEmpty()
                    ? Future.succeededFuture()
                    : outcomes.stuck(lane, culprits, "its matches cannot be stored"))
        .compose(_ -> Future.failedFuture(cause));
  }

  /// Until nothing is left that the entry confirms.
  private Future<Void> confirmMore(
      LaneCommits.Step step, LogEntry entry, String slug, Confirming.Confirmed confirmed) {
    awaiting = confirmed.awaiting();
    services.metrics().confirmed(slug, confirmed.matches());
    return confirmed.isPartOf(entry)
        ? services
            .commits()
            .confirmMore(step, lane, entry)
            .compose(more -> confirmMore(step, entry, slug, more))
        : Future.succeededFuture();
  }

  private Future<Void> orphan(LogEntry entry, Configuration valid) {
    String slug = configuration.index().slug();
    return services
        .commits()
        .orphan(progress.stepTo(entry), lane, entry, valid)
        .map(
            count -> {
              progress.committedTo(entry, slug);
              if (count > 0) {
                awaiting = Awaiting.UNKNOWN; // a digest may be wrong now
              }
              services.log().matchesRetracted(slug, entry, count);
              return null;
            });
  }

  private Future<Void> pass(LogEntry entry) {
    return progress.pass(entry, configuration.index().slug());
  }

  private long now() {
    return services.nanoTime().getAsLong();
  }

  private Duration since(long startedAt) {
    return Duration.ofNanos(now() - startedAt);
  }
}
