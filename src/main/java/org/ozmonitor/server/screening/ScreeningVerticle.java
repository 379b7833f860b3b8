package org.ozmonitor.server.screening;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import org.ozmonitor.server.cluster.Topics;
import org.ozmonitor.server.postgres.Database;
import org.ozmonitor.server.work.Screenings;
import org.ozmonitor.server.work.ScreeningsDue;

/// Runs the stage on its context, hears hints, keeps the meter of what waits up to date.
final class ScreeningVerticle extends VerticleBase {
  private static final Duration MEASURE_EVERY = Duration.ofSeconds(10);

  private final ScreeningStage stage;
  private final Screenings screenings;
  private final Database database;
  private final Topics topics;
  private final ScreeningMetrics metrics;
  private final ScreeningLog log = new ScreeningLog();
  private Topics.Subscription hints = Future::succeededFuture;
  private long timer = -1;

  ScreeningVerticle(
      ScreeningStage stage,
      Screenings screenings,
      Database database,
      Topics topics,
      ScreeningMetrics metrics) {
    this.stage = stage;
    this.screenings = screenings;
    this.database = database;
    this.topics = topics;
    this.metrics = metrics;
  }

  @Override
  public Future<?> start() {
    return topics
        .consume(ScreeningsDue.TOPIC, _ -> context.runOnContext(_ -> stage.poll()))
        .map(
            subscription -> {
              hints = subscription;
              timer = vertx.setPeriodic(0, MEASURE_EVERY.toMillis(), _ -> measure());
              stage.start();
              return null;
            });
  }

  @Override
  public Future<?> stop() {
    vertx.cancelTimer(timer);
    return hints.close().eventually(stage::stop);
  }

  private void measure() {
    screenings
        .oldestDue(database.reader())
        .onSuccess(metrics::oldestDue)
        .onFailure(log::claimFailed);
  }
}
