package org.ozmonitor.server.work;

import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.ozmonitor.server.notification.FreshDeliveries;

/// Walks of the lane of a {@link WorkStage}, begun and ended from the thread of a test.
final class RunnerStage {
  private final WorkStage stage;
  private final List<LaneRunner> lost = new CopyOnWriteArrayList<>();

  RunnerStage(WorkStage stage) {
    this.stage = stage;
  }

  /// Those that ended because the lane is another's, or is broken.
  List<LaneRunner> lost() {
    return List.copyOf(lost);
  }

  LaneRunner start(Lane lane, FreshDeliveries deliveries) {
    var runner = new LaneRunner(stage.services(deliveries), lane, lost::add);
    stage.vertx.runOnContext(_ -> runner.start());
    return runner;
  }

  LaneRunner startAndWalkTo(Lane lane, FreshDeliveries deliveries, long seq) {
    LaneRunner runner = start(lane, deliveries);
    awaitSeq(seq);
    return runner;
  }

  /// Tells a walk that the log has grown to this entry, and waits until it is there.
  void walkOnTo(LaneRunner runner, long seq) {
    stage.vertx.runOnContext(_ -> runner.poke(seq));
    awaitSeq(seq);
  }

  void awaitSeq(long seq) {
    await().until(() -> stage.readLane().seq() >= seq);
  }

  void stop(LaneRunner runner) {
    WorkStage.await(
        Future.<Void>future(done -> stage.vertx.runOnContext(_ -> runner.stop().onComplete(done))));
  }
}
