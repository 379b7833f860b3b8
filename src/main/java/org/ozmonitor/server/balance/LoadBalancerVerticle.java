package org.ozmonitor.server.balance;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.ozmonitor.server.cluster.Lease;
import org.ozmonitor.server.cluster.LeaseKeeper;
import org.ozmonitor.server.cluster.LeaseTimes;
import org.ozmonitor.server.cluster.Leases;
import org.ozmonitor.server.cluster.Topics;
import org.ozmonitor.server.work.AssignmentsChanged;
import org.ozmonitor.server.work.WorkerHeartbeat;

/// Runs the load balancer while this node holds its lease: each second, and on each hint. Confined
/// to its context.
final class LoadBalancerVerticle extends VerticleBase implements LeaseKeeper.Holder {
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final Duration CYCLE_TIMEOUT = Duration.ofSeconds(30);

  private final String node;
  private final Leases leases;
  private final LeaseTimes times;
  private final LongSupplier nanoTime;
  private final Supplier<LoadBalancer> balancers;
  private final Topics topics;
  private final BalanceLog log;
  private final BalanceMetrics metrics;
  private final List<Topics.Subscription> subscriptions = new ArrayList<>();

  private @Nullable LeaseKeeper keeper;
  private @Nullable LoadBalancer balancer;
  private @Nullable Lease held;
  private boolean running;
  private boolean poked;
  private long timer = -1;
  private Future<Void> cycle = Future.succeededFuture();

  /// @param balancers makes the balancer of one time of leadership
  LoadBalancerVerticle(
      String node,
      Leases leases,
      LeaseTimes times,
      LongSupplier nanoTime,
      Supplier<LoadBalancer> balancers,
      Topics topics,
      BalanceLog log,
      BalanceMetrics metrics) {
    this.node = node;
    this.leases = leases;
    this.times = times;
    this.nanoTime = nanoTime;
    this.balancers = balancers;
    this.topics = topics;
    this.log = log;
    this.metrics = metrics;
  }

  @Override
  public Future<?> start() {
    var mine = new LeaseKeeper(vertx, leases, BalanceModule.LEASE, node, times, nanoTime, this);
    return topics
        .consume(WorkerHeartbeat.TOPIC, _ -> poke())
        .onSuccess(
            subscription -> {
              subscriptions.add(subscription);
              keeper = mine;
              mine.start();
            });
  }

  @Override
  public Future<?> stop() {
    var mine = keeper;
    balancer = null;
    vertx.cancelTimer(timer);
    return Future.join(subscriptions.stream().map(Topics.Subscription::close).toList())
        .otherwiseEmpty()
        .compose(_ -> cycle)
        .compose(_ -> mine == null ? Future.succeededFuture() : mine.stop());
  }

  @Override
  public void acquired(Lease lease) {
    held = lease;
    balancer = balancers.get();
    poke();
  }

  @Override
  public void lost(Lease lease) {
    held = null;
    balancer = null;
    vertx.cancelTimer(timer);
    metrics.leadsNoMore();
  }

  /// Looks now; a cycle that runs is followed by another.
  private void poke() {
    if (running) {
      poked = true;
      return;
    }
    vertx.cancelTimer(timer);
    runCycle();
  }

  private void runCycle() {
    var leader = balancer;
    var lease = held;
    if (leader == null || lease == null) {
      return;
    }
    running = true;
    poked = false;
    cycle =
        leader
            .runCycle(lease)
            .timeout(CYCLE_TIMEOUT.toSeconds(), TimeUnit.SECONDS)
            .onSuccess(this::tell)
            .onFailure(log::cycleFailed)
            .<Void>mapEmpty()
            .otherwiseEmpty()
            .andThen(_ -> scheduleNext());
  }

  private void tell(LoadBalancer.Cycle done) {
    if (done.changes() > 0) {
      topics.publish(AssignmentsChanged.TOPIC, new AssignmentsChanged(done.version()));
    }
  }

  private void scheduleNext() {
    running = false;
    if (poked) {
      runCycle();
    } else if (balancer != null) {
      timer = vertx.setTimer(INTERVAL.toMillis(), _ -> runCycle());
    }
  }
}
