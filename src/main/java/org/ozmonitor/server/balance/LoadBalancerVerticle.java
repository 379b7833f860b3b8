package org.ozmonitor.server.balance;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.ozmonitor.server.cluster.Lease;
import org.ozmonitor.server.cluster.LeaseKeeper;
import org.ozmonitor.server.cluster.Topics;
import org.ozmonitor.server.work.AssignmentsChanged;
import org.ozmonitor.server.work.WorkerHeartbeat;

/// Runs the load balancer each second and on each hint: it puts right what it sees while this node
/// holds the lease, and only watches the workers while it does not. Confined to its context.
final class LoadBalancerVerticle extends VerticleBase implements LeaseKeeper.Holder {
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final Duration CYCLE_TIMEOUT = Duration.ofSeconds(30);

  /// What a cycle writes after that changes nothing: each transaction that plans checks the lease.
  private static final Duration LONGEST_STOP = Duration.ofMillis(250);

  private final BalanceModule.Needs needs;
  private final LoadBalancer balancer;
  private final BalanceReport report;
  private final BalanceLog log;
  private final List<Topics.Subscription> subscriptions = new ArrayList<>();

  private @Nullable LeaseKeeper keeper;
  private @Nullable Lease held;
  private boolean stopping;
  private boolean running;
  private boolean poked;
  private int looks;
  private long timer = -1;
  private Future<Void> cycle = Future.succeededFuture();

  LoadBalancerVerticle(
      BalanceModule.Needs needs, LoadBalancer balancer, BalanceReport report, BalanceLog log) {
    this.needs = needs;
    this.balancer = balancer;
    this.report = report;
    this.log = log;
  }

  @Override
  public Future<?> start() {
    var mine =
        new LeaseKeeper(
            vertx,
            needs.leases(),
            BalanceModule.LEASE,
            needs.node(),
            needs.times(),
            needs.nanoTime(),
            this);
    var context = vertx.getOrCreateContext();
    return needs
        .topics()
        .consume(WorkerHeartbeat.TOPIC, _ -> poke())
        .onSuccess(
            subscription -> {
              subscriptions.add(subscription);
              subscriptions.add(needs.membership().watch(() -> context.runOnContext(_ -> poke())));
              keeper = mine;
              mine.start();
              poke();
            });
  }

  @Override
  public Future<?> stop() {
    var mine = keeper;
    stopping = true;
    vertx.cancelTimer(timer);
    Future<Void> released = mine == null ? Future.succeededFuture() : mine.stop();
    Future<?> unregistered =
        Future.join(subscriptions.stream().map(Topics.Subscription::close).toList());
    return Future.join(released, cycle, unregistered)
        .timeout(LONGEST_STOP.toMillis(), TimeUnit.MILLISECONDS)
        .otherwiseEmpty()
        .eventually(() -> released);
  }

  @Override
  public void acquired(Lease lease) {
    held = lease;
    poke();
  }

  @Override
  public void lost(Lease lease) {
    held = null;
    report.leadsNoMore();
  }

  /// Looks now; a cycle that runs is followed by another.
  private void poke() {
    if (running || stopping) {
      poked = true;
      return;
    }
    vertx.cancelTimer(timer);
    runCycle();
  }

  private void runCycle() {
    if (stopping) {
      return;
    }
    running = true;
    poked = false;
    var lease = held;
    cycle =
        (lease == null ? watch() : balancer.runCycle(lease).onSuccess(this::tell).<Void>mapEmpty())
            .timeout(CYCLE_TIMEOUT.toSeconds(), TimeUnit.SECONDS)
            .onFailure(this::failed)
            .otherwiseEmpty()
            .andThen(_ -> scheduleNext());
  }

  /// Rehearses once, at the second look: at the first one nobody may lead yet.
  private Future<Void> watch() {
    looks++;
    return looks == 2 ? balancer.rehearse() : balancer.watch();
  }

  /// A cycle in hand when the lease is given back may fail for that.
  private void failed(Throwable cause) {
    if (!stopping) {
      log.cycleFailed(cause);
    }
  }

  private void tell(LoadBalancer.Cycle done) {
    if (done.changes() > 0) {
      needs.topics().publish(AssignmentsChanged.TOPIC, new AssignmentsChanged(done.version()));
    }
  }

  private void scheduleNext() {
    running = false;
    if (poked) {
      runCycle();
    } else if (!stopping) {
      timer = vertx.setTimer(INTERVAL.toMillis(), _ -> runCycle());
    }
  }
}
