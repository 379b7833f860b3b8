package org.ozmonitor.server.work;

import io.vertx.core.Future;

/// What is done along a lane, batch by batch. Confined to the lane's context; one batch at a time.
sealed interface Walk permits LaneWalk, ReplayWalk {
  /// The walk that a lane's kind asks for.
  static Walk of(LaneServices services, Lane lane, LaneConfiguration configuration) {
    return lane.kind().isAside()
        ? new ReplayWalk(services, lane, configuration)
        : new LaneWalk(services, lane, configuration);
  }

  LaneProgress progress();

  /// Walks through the next batch. True when there may be more to do at once.
  Future<Boolean> walk();

  /// Whether there is nothing to do until the limit is raised.
  boolean isAtRest();

  /// Whether nothing is left to do, ever: the lane is gone.
  boolean isOver();
}
