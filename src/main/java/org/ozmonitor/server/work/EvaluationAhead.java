package org.ozmonitor.server.work;

import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.ozmonitor.server.block.LogEntry;

/// Evaluates the next block of a lane while one is committed, if it has the same configuration. One
/// block at a time, so no more than two are in memory with their matches. Confined to the lane's
/// context.
final class EvaluationAhead {
  private @Nullable Begun begun;

  private record Begun(BlockEvaluation evaluation, Future<Evaluated> result) {}

  /// What comes, or came, of an evaluation that was begun ahead. Answered once.
  Optional<Future<Evaluated>> take(BlockEvaluation evaluation) {
    Begun ahead = begun;
    begun = null;
    return ahead != null && ahead.evaluation().isSameAs(evaluation)
        ? Optional.of(ahead.result())
        : Optional.empty();
  }

  /// Begins with the first of the entries if it is a block of the same configuration.
  ///
  /// @param now what is being committed
  /// @param next the entries after it
  void begin(
      BlockEvaluation now,
      List<LogEntry> next,
      Function<BlockEvaluation, Future<Evaluated>> evaluate) {
    if (!next.isEmpty() && now.isValidAt(next.getFirst())) {
      BlockEvaluation evaluation = now.of(next.getFirst());
      begun = new Begun(evaluation, evaluate.apply(evaluation));
    }
  }
}
