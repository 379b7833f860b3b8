package org.ozmonitor.server.work;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.ozmonitor.core.lane.LanePosition;

/// Drives the walk of one lane: on each hint, every few seconds, and again after a failure with
/// growing
/// pauses. Ends by itself when the lane is lost. Confined to the context that calls {@link #start}.
final class LaneRunner {
  /// The worker looks every second whether there is more to walk, for all lanes at once.
  private static final Duration POLL = Duration.ofSeconds(5);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration MAX_PAUSE = Duration.ofSeconds(5);

  private final LaneServices services;
  private final Lane lane;
  private final LaneConfiguration configuration;
  private final Walk walk;
  private final Consumer<LaneRunner> lost;

  private boolean stopping;
  private boolean poked;
  private boolean failing;
  private Duration pause = FIRST_PAUSE;
  private long timer = -1;
  private @Nullable Future<Void> batch;
  private @Nullable Future<Void> stopped;
  private @Nullable Promise<Long> resting;

  /// @param lost told once, when the lane must be read again before anybody walks it
  LaneRunner(LaneServices services, Lane lane, Consumer<LaneRunner> lost) {
    this(services, lane, new LaneConfiguration(services, lane), lost);
  }

  private LaneRunner(
      LaneServices services,
      Lane lane,
      LaneConfiguration configuration,
      Consumer<LaneRunner> lost) {
    this.services = services;
    this.lane = lane;
    this.configuration = configuration;
    this.walk = Walk.of(services, lane, configuration);
    this.lost = lost;
  }

  /// The next walk of the same lane after it has changed: what was compiled is kept. This one must
  /// have ended.
  LaneRunner next(Lane changed) {
    return new LaneRunner(services, changed, configuration.of(changed), lost);
  }

  /// The lane as it was when the walk began.
  Lane lane() {
    return lane;
  }

  /// Where it stands, and for how many tenants.
  LanePosition position() {
    return new LanePosition(lane.id(), walk.progress().committed(), lane.tenants().size());
  }

  /// Whether it walks, and nothing is in its way.
  boolean isWell() {
    return !stopping && !failing;
  }

  /// Walks no further than this entry, or than the one in hand. Succeeds with where it rests, once
  /// it does; fails when it does not in time, for whatever reason.
  Future<Long> restAt(long seq, Duration patience) {
    Promise<Long> rest = Promise.promise();
    long deadline =
        services
            .vertx()
            .setTimer(patience.toMillis(), _ -> rest.tryFail("lane has not come to rest in time"));
    resting = rest;
    walk.progress().limit(seq);
    poke(seq);
    return rest.future().onComplete(_ -> services.vertx().cancelTimer(deadline));
  }

  /// Goes on after {@link #restAt}.
  void walkOn() {
    resting = null;
    walk.progress().unlimited();
    poke(0);
  }

  private void restIfDue() {
    var rest = resting;
    if (rest != null && batch == null && walk.isAtRest() && isWell()) {
      resting = null;
      rest.tryComplete(walk.progress().committed());
    }
  }

  /// Begins to walk. Call once, on a Vert.x context.
  void start() {
    services.log().laneStarted(lane);
    configuration.tell();
    runBatch();
  }

  /// The log has grown to at least this entry: look now. While an entry fails, its pause goes on.
  void poke(long end) {
    walk.progress().knowEnd(end);
    if (stopping || failing) {
      return;
    }
    if (batch != null) {
      poked = true;
      return;
    }
    services.vertx().cancelTimer(timer);
    runBatch();
  }

  /// Ends after the entry in hand; succeeds when nothing runs any more.
  Future<Void> stop() {
    if (stopped == null) {
      stopping = true;
      walk.progress().stop();
      services.vertx().cancelTimer(timer);
      Future<Void> running = batch == null ? Future.succeededFuture() : batch;
      stopped =
          running.onSuccess(
              _ -> {
                services.metrics().stopped(lane.id());
                services.log().laneStopped(lane, walk.progress().committed());
              });
    }
    return stopped;
  }

  private void runBatch() {
    poked = false;
    if (walk.isAtRest()) {
      next(POLL);
      return;
    }
    batch =
        walk.walk()
            .map(
                more -> {
                  failing = false;
                  pause = FIRST_PAUSE;
                  if (walk.isOver()) {
                    end();
                    return (Void) null;
                  }
                  next(more || poked ? Duration.ZERO : POLL);
                  return (Void) null;
                })
            .recover(
                cause -> {
                  failed(cause);
                  return Future.succeededFuture();
                });
  }

  private void end() {
    if (!stopping) {
      stopping = true;
      lost.accept(this);
    }
  }

  private void failed(Throwable cause) {
    if (cause instanceof LaneLostException) {
      services.log().laneLost(lane);
      end();
      return;
    }
    if (failing) {
      services.log().laneStillFails(lane, walk.progress().committed(), pause, cause);
    } else {
      services.log().laneFailed(lane, walk.progress().committed(), pause, cause);
    }
    failing = true;
    next(pause);
    pause = pause.multipliedBy(2).compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : pause.multipliedBy(2);
  }

  private void next(Duration after) {
    batch = null;
    if (stopping) {
      return;
    }
    if (after.isZero()) {
      runBatch();
    } else {
      timer = services.vertx().setTimer(after.toMillis(), _ -> runBatch());
    }
    restIfDue();
  }
}
