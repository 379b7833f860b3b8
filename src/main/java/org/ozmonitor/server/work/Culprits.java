package org.ozmonitor.server.work;

import io.vertx.core.Future;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.ozmonitor.server.postgres.SqlState;

/// Finds the monitors whose matches cannot be stored, by halving.
///
/// @param trial stores without keeping anything; fails when storing would
record Culprits(Function<Evaluated, Future<Void>> trial) {
  /// @param monitors the matches of each by itself
  Future<List<EvaluationErrors.Entry>> among(List<Evaluated> monitors) {
    return trial
        .apply(Evaluated.together(monitors))
        .map(List.<EvaluationErrors.Entry>of())
        .recover(
            cause ->
                SqlState.isDataError(cause) ? halve(monitors, cause) : Future.failedFuture(cause));
  }

  private Future<List<EvaluationErrors.Entry>> halve(List<Evaluated> monitors, Throwable cause) {
    if (monitors.size() == 1) {
      return Future.succeededFuture(List.of(failure(monitors.getFirst(), cause)));
    }
    int half = monitors.size() / 2;
    return among(monitors.subList(0, half))
        .compose(
            found ->
                among(monitors.subList(half, monitors.size()))
                    .map(others -> Stream.concat(found.stream(), others.stream()).toList()));
  }

  private static EvaluationErrors.Entry failure(Evaluated ofOneMonitor, Throwable cause) {
    MatchRow row = ofOneMonitor.matches().getFirst().row();
    return new EvaluationErrors.Entry(
        row.tenant(), row.monitor(), "the match could not be stored: " + cause.getMessage());
  }
}
