package org.ozmonitor.server.retention;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Asks now and then whose turn it is, and cleans up when it is this node's. Confined to its
/// context.
final class RetentionVerticle extends VerticleBase {
  /// Turns are looked for so many times in an interval.
  private static final int LOOKS = 10;

  private final String node;
  private final RetentionSettings settings;
  private final SweepTurns turns;
  private final Supplier<Sweep> sweeps;
  private final RetentionLog log;
  private long timer = -1;
  private boolean stopping;
  private Future<?> turn = Future.succeededFuture();
  private Runnable stopSweep = () -> {};

  RetentionVerticle(
      String node,
      RetentionSettings settings,
      SweepTurns turns,
      Supplier<Sweep> sweeps,
      RetentionLog log) {
    this.node = node;
    this.settings = settings;
    this.turns = turns;
    this.sweeps = sweeps;
    this.log = log;
  }

  @Override
  public Future<?> start() {
    schedule();
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    stopping = true;
    vertx.cancelTimer(timer);
    stopSweep.run();
    return turn;
  }

  private void schedule() {
    if (!stopping) {
      Duration pause = settings.interval().dividedBy(LOOKS);
      timer = vertx.setTimer(Math.max(1, pause.toMillis()), _ -> look());
    }
  }

  private void look() {
    turn =
        turns
            .take(node, settings.interval())
            .timeout(15, TimeUnit.SECONDS)
            .onFailure(log::turnUnknown)
            .otherwise(false)
            .compose(ours -> ours && !stopping ? sweep() : Future.succeededFuture())
            .onComplete(_ -> schedule());
  }

  private Future<?> sweep() {
    Sweep sweep = sweeps.get();
    stopSweep = sweep::stop;
    return sweep.run();
  }
}
