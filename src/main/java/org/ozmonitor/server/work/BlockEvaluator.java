package org.ozmonitor.server.work;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.ozmonitor.server.async.OffLoop;
import org.ozmonitor.server.block.LogEntry;

/// Gets the payloads of a lane's blocks and evaluates them off the event loop. Confined to the
/// lane's context.
final class BlockEvaluator {
  private final LaneServices services;
  private final ReadAhead readAhead;
  private final EvaluationAhead evaluationAhead = new EvaluationAhead();
  private final Function<LogEntry, Future<Boolean>> orphaned;

  /// @param orphaned says of a block whether the log orphans it later
  BlockEvaluator(LaneServices services, Lane lane, Function<LogEntry, Future<Boolean>> orphaned) {
    this.services = services;
    this.orphaned = orphaned;
    this.readAhead = new ReadAhead(services.payloads(), lane.network());
  }

  /// What a block comes to. While it is evaluated the payloads of the next are fetched; while it is
  /// committed the next is evaluated.
  ///
  /// @param next entries that follow
  Future<Evaluated> run(BlockEvaluation evaluation, List<LogEntry> next) {
    Future<Evaluated> result =
        evaluationAhead.take(evaluation).orElseGet(() -> evaluate(evaluation));
    readAhead.fetch(next);
    return result.onSuccess(_ -> evaluationAhead.begin(evaluation, next, this::evaluate));
  }

  private Future<Evaluated> evaluate(BlockEvaluation evaluation) {
    LogEntry entry = evaluation.entry();
    long startedAt = services.nanoTime().getAsLong();
    return readAhead
        .take(entry)
        .timeout(LaneProgress.READ_TIMEOUT.toSeconds(), TimeUnit.SECONDS)
        .compose(
            bytes ->
                OffLoop.call(services.vertx().getOrCreateContext(), () -> evaluation.run(bytes)))
        .recover(cause -> passIfOrphaned(evaluation, cause))
        .onSuccess(
            _ ->
                services
                    .metrics()
                    .matched(
                        evaluation.index().slug(),
                        Duration.ofNanos(services.nanoTime().getAsLong() - startedAt)));
  }

  /// Nobody can serve an orphaned block for ever, or all of it, as nodes that forget its receipts:
  /// without a sound payload it may be passed.
  private Future<Evaluated> passIfOrphaned(BlockEvaluation evaluation, Throwable cause) {
    LogEntry entry = evaluation.entry();
    return orphaned
        .apply(entry)
        .timeout(LaneProgress.READ_TIMEOUT.toSeconds(), TimeUnit.SECONDS)
        .compose(
            isOrphaned -> {
              if (!isOrphaned) {
                return Future.failedFuture(cause);
              }
              services.log().orphanPassedUnseen(evaluation.index().slug(), entry, cause);
              return Future.succeededFuture(Evaluated.NOTHING);
            });
  }
}
