package org.ozmonitor.server.cluster;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.ozmonitor.core.balance.Sightings;
import org.ozmonitor.core.balance.WorkerSighting;

/// Knows whether other nodes evaluate blocks, from the rows of the workers. What it says may be a
/// few seconds old; as long as it cannot know, it says yes. Thread-safe.
public final class OtherWorkers {
  private final Vertx vertx;
  private final Workers workers;
  private final String own;
  private final Duration timeToLive;
  private final LongSupplier nanoTime;
  private final ClusterLog log = new ClusterLog();
  private volatile Sightings sightings = Sightings.NONE;
  private volatile boolean any = true;
  private volatile long timer = -1;

  /// @param own id of this node
  /// @param timeToLive a worker that shows no sign of life for so long is gone
  /// @param nanoTime monotonic
  public OtherWorkers(
      Vertx vertx, Workers workers, String own, Duration timeToLive, LongSupplier nanoTime) {
    this.vertx = vertx;
    this.workers = workers;
    this.own = own;
    this.timeToLive = timeToLive;
    this.nanoTime = nanoTime;
  }

  /// Begins to look, at once and then twice in the time to live.
  public void start() {
    look();
    timer = vertx.setPeriodic(timeToLive.toMillis() / 2, _ -> look());
  }

  public Future<Void> stop() {
    var _ = vertx.cancelTimer(timer);
    return Future.succeededFuture();
  }

  /// Whether there are any.
  public boolean any() {
    return any;
  }

  private void look() {
    workers
        .list()
        .onSuccess(this::see)
        .onFailure(
            cause -> {
              any = true;
              log.workersUnknown(cause);
            });
  }

  private void see(List<WorkerSighting> rows) {
    long now = nanoTime.getAsLong();
    Sightings seen =
        sightings.observe(rows.stream().filter(row -> !row.id().equals(own)).toList(), now);
    sightings = seen;
    any = !seen.alive(now, timeToLive).isEmpty();
  }
}
