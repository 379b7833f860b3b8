package org.ozmonitor.server.work;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.ozmonitor.core.balance.WorkerLoad;
import org.ozmonitor.core.lane.LaneKind;
import org.ozmonitor.server.block.BlockTopics;
import org.ozmonitor.server.breaker.TenantBreakers;
import org.ozmonitor.server.cluster.LeaseTimes;
import org.ozmonitor.server.cluster.Membership;
import org.ozmonitor.server.cluster.Topics;
import org.ozmonitor.server.cluster.Workers;

/// One worker: shows that it lives, and walks the lanes that are assigned to it.
///
/// Stops all lanes when it could not be renewed in time by its own monotonic clock, and for ever
/// when another process has started under its id. Confined to its context.
final class WorkerPoolVerticle extends VerticleBase {
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(10);
  private static final String ROLES = "worker";

  /// An entry in hand that takes longer, for want of its payload for example, must not keep others
  /// from taking the lane: whoever gets it raises the epoch, and the late commit changes nothing.
  private static final Duration ENTRY_IN_HAND = Duration.ofMillis(150);

  private static final Duration LONGEST_STOP = Duration.ofMillis(500);

  private final String node;
  private final LaneServices services;
  private final Lanes lanes;
  private final Workers workers;
  private final Membership membership;
  private final Topics topics;
  private final LeaseTimes times;
  private final IntFunction<WorkerLoad> load;
  private final Runnable superseded;
  private final WorkLog log;

  private final LaneRunners runners;
  private final LaneMeetings meetings;
  private final ParkedLanes parked;
  private final List<Topics.Subscription> subscriptions = new ArrayList<>();
  private Workers.@Nullable Registration registration;
  private List<Lane> known = List.of();
  private boolean fenced;
  private boolean stopping;
  private boolean lookAgain;
  private boolean looking;
  private long lookTimer = -1;
  private long renewTimer = -1;
  private long fenceTimer = -1;
  private Future<Void> look = Future.succeededFuture();
  private Future<Void> renewal = Future.succeededFuture();
  private Future<Void> ends = Future.succeededFuture();
  private Future<Void> announcement = Future.succeededFuture();

  WorkerPoolVerticle(
      String node,
      LaneServices services,
      Lanes lanes,
      TenantBreakers breakers,
      Workers workers,
      Membership membership,
      Topics topics,
      LeaseTimes times,
      IntFunction<WorkerLoad> load,
      Runnable superseded) {
    this.node = node;
    this.services = services;
    this.lanes = lanes;
    this.workers = workers;
    this.membership = membership;
    this.topics = topics;
    this.times = times;
    this.load = load;
    this.superseded = superseded;
    this.log = services.log();
    this.runners = new LaneRunners(services, this::look);
    this.meetings = new LaneMeetings(services, lanes, this::look);
    this.parked = new ParkedLanes(services, lanes, breakers, this::look);
  }

  @Override
  public Future<?> start() {
    long sentAt = services.nanoTime().getAsLong();
    return workers
        .register(node, ROLES)
        .compose(
            registered -> {
              registration = registered;
              fenceUnlessRenewed(sentAt);
              log.workerRegistered(node, registered.epoch());
              return membership.announce(registered, ROLES, loadNow());
            })
        .compose(_ -> subscribe())
        .onSuccess(
            _ -> {
              topics.publish(WorkerHeartbeat.TOPIC, new WorkerHeartbeat(node, true));
              look();
              renewLater();
            })
        .recover(cause -> stop().compose(_ -> Future.failedFuture(cause)));
  }

  private Future<Void> subscribe() {
    return topics
        .consume(AssignmentsChanged.TOPIC, _ -> look())
        .onSuccess(subscriptions::add)
        .compose(_ -> topics.consume(BlockTopics.BLOCKS_APPENDED, runners::poke))
        .onSuccess(subscriptions::add)
        .mapEmpty();
  }

  @Override
  public Future<?> stop() {
    stopping = true;
    vertx.cancelTimer(lookTimer);
    vertx.cancelTimer(renewTimer);
    vertx.cancelTimer(fenceTimer);
    Future<?> unregistered =
        Future.join(subscriptions.stream().map(Topics.Subscription::close).toList());
    var registered = registration;
    Future<Void> withdrawn =
        registered == null ? Future.succeededFuture() : membership.withdraw(registered);
    Future<?> walks = stopAll();
    return bounded(walks, ENTRY_IN_HAND)
        .compose(_ -> registered == null ? Future.succeededFuture() : sayStopped(registered))
        .onFailure(cause -> log.stopFailed(node, cause))
        .otherwiseEmpty()
        .eventually(
            () ->
                bounded(
                    Future.join(List.of(walks, look, renewal, unregistered, withdrawn)),
                    LONGEST_STOP));
  }

  private static Future<Void> bounded(Future<?> part, Duration longest) {
    return part.timeout(longest.toMillis(), TimeUnit.MILLISECONDS)
        .transform(_ -> Future.succeededFuture());
  }

  private Future<Void> sayStopped(Workers.Registration registered) {
    return workers
        .stopped(registered)
        .onSuccess(_ -> topics.publish(WorkerHeartbeat.TOPIC, new WorkerHeartbeat(node, false)));
  }

  /// Reads which lanes are ours, stops those that are not or have changed, starts the others. One
  /// look at a time; one asked for meanwhile follows. None waits for an entry in hand: a lane whose
  /// walk does not end must not hold up the others.
  private void look() {
    if (looking) {
      lookAgain = true;
      return;
    }
    if (stopping) {
      return;
    }
    vertx.cancelTimer(lookTimer);
    looking = true;
    lookAgain = false;
    look =
        (fenced
                ? Future.<Void>succeededFuture()
                : readLanes().onSuccess(this::follow).<Void>mapEmpty())
            .onFailure(log::lanesUnreadable)
            .otherwiseEmpty()
            .andThen(_ -> looked());
  }

  private Future<List<Lane>> readLanes() {
    return lanes
        .of(services.database().reader(), node, known)
        .timeout(READ_TIMEOUT.toSeconds(), TimeUnit.SECONDS)
        .onSuccess(found -> known = found);
  }

  /// Hints may be lost: one question for the ends of all logs finds what they would have told.
  private void walkOn() {
    if (ends.isComplete()) {
      ends =
          services
              .blockLog()
              .ends(services.database().reader(), runners.networks())
              .timeout(READ_TIMEOUT.toSeconds(), TimeUnit.SECONDS)
              .onSuccess(runners::poke)
              .onFailure(log::lanesUnreadable)
              .<Void>mapEmpty()
              .otherwiseEmpty();
    }
  }

  private void looked() {
    looking = false;
    if (lookAgain) {
      look();
    } else if (!stopping) {
      lookTimer = vertx.setTimer(POLL.toMillis(), _ -> look());
    }
  }

  private void follow(List<Lane> ours) {
    services.metrics().serves(ours);
    if (stopping || fenced) {
      return;
    }
    runners.follow(ours.stream().filter(lane -> lane.kind().isWalked()).toList());
    parked.follow(ours.stream().filter(lane -> lane.kind() == LaneKind.PARKED).toList());
    meetings.arrange(runners.all());
    walkOn();
  }

  private Future<Void> stopAll() {
    return Future.join(runners.stopAll(), parked.stopAll()).mapEmpty();
  }

  private void renewLater() {
    if (!stopping) {
      renewTimer = vertx.setTimer(times.renewInterval().toMillis(), _ -> renew());
    }
  }

  private void renew() {
    var registered = registration;
    if (registered == null) {
      return;
    }
    long sentAt = services.nanoTime().getAsLong();
    WorkerLoad now = loadNow();
    if (announcement.isComplete()) {
      announcement = membership.announce(registered, ROLES, now);
    }
    renewal =
        workers
            .renew(registered, now)
            .timeout(times.ttl().toMillis(), TimeUnit.MILLISECONDS)
            .onSuccess(
                ours -> {
                  if (ours) {
                    renewed(sentAt);
                  } else {
                    onSuperseded(registered);
                  }
                })
            .onFailure(cause -> log.workerUnreachable(node, cause))
            .<Void>mapEmpty()
            .otherwiseEmpty()
            .andThen(_ -> renewLater());
  }

  private WorkerLoad loadNow() {
    return load.apply(
        (int)
            runners.all().stream()
                .flatMap(runner -> runner.lane().tenants().stream())
                .distinct()
                .count());
  }

  private void renewed(long sentAt) {
    boolean wasFenced = fenced;
    fenced = false;
    fenceUnlessRenewed(sentAt);
    if (wasFenced) {
      look();
    }
  }

  private void onSuperseded(Workers.Registration registered) {
    registration = null;
    log.workerSuperseded(node, registered.epoch());
    fence();
    superseded.run();
  }

  /// Counted from before the renewal was sent, so that nobody can have missed us for longer.
  private void fenceUnlessRenewed(long sentAt) {
    vertx.cancelTimer(fenceTimer);
    if (stopping) {
      return;
    }
    long left = times.selfFence().toNanos() - (services.nanoTime().getAsLong() - sentAt);
    fenceTimer =
        vertx.setTimer(
            Math.max(1, Duration.ofNanos(left).toMillis()),
            _ -> {
              log.workerFenced(node);
              fence();
            });
  }

  private void fence() {
    vertx.cancelTimer(fenceTimer);
    fenced = true;
    stopAll().onFailure(log::lanesUnreadable).onComplete(_ -> look());
  }
}
