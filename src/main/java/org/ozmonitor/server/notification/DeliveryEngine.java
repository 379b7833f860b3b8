package org.ozmonitor.server.notification;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.ozmonitor.core.definition.Trigger;
import org.ozmonitor.core.notification.DeliveryResult;

/// Takes claims, sends them, hands what came of it to {@link Completions}.
///
/// Confined to the context it was started on, except for {@link FreshDeliveries} and {@link #poke},
/// which any thread may call. A claim holds a slot from its reservation until its completion has
/// been written, so slots bound all that is in memory.
final class DeliveryEngine implements FreshDeliveries {
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);
  private static final Duration PUT_BACK = Duration.ofSeconds(5);
  private static final Duration GRACE = Duration.ofSeconds(10);

  /// For a server that does not answer at all. What is claimed after it becomes due again when the
  /// claim ends.
  private static final Duration SQL_TIMEOUT = Duration.ofSeconds(15);

  private final Vertx vertx;
  private final Parts parts;
  private final Slots slots;
  private final NotificationMetrics metrics;
  private final NotificationLog log = new NotificationLog();
  private final TriggerCache triggers = new TriggerCache();
  private final EndpointQueues<Job> queues;
  private final Completions completions;
  private final IdentityHashMap<Job, Future<Void>> inHand = new IdentityHashMap<>();
  private volatile @Nullable Context context;
  private Future<Void> claiming = Future.succeededFuture();
  private long pollTimer;
  private boolean polling;
  private boolean pollAgain;
  private boolean moreDue;
  private boolean pumping;
  private boolean abandoned;

  /// What an engine is made of.
  ///
  /// @param node written into claims, for people to read
  /// @param nanoTime monotonic clock, the one of `deliveries`
  record Parts(
      SqlClient client,
      Deliveries deliveries,
      Channels channels,
      NextStep nextStep,
      String node,
      LongSupplier nanoTime,
      RandomGenerator random) {}

  DeliveryEngine(Vertx vertx, Parts parts, Slots slots, NotificationMetrics metrics) {
    this.vertx = vertx;
    this.parts = parts;
    this.slots = slots;
    this.metrics = metrics;
    this.queues = new EndpointQueues<>(OutboundHttp.PER_ENDPOINT, LONGEST_WAIT, parts.nanoTime());
    this.completions =
        new Completions(
            vertx, parts.client(), parts.deliveries(), parts.nanoTime(), this::onSettled, log);
  }

  private record Job(ClaimedDelivery claim, Trigger trigger) {
    Completion unrecorded(Completion.Step step) {
      return Completion.unrecorded(claim, trigger.type(), step);
    }
  }

  @Override
  public int reserve(int wanted) {
    return slots.reserve(wanted);
  }

  @Override
  public void release(int unused) {
    slots.release(unused);
  }

  @Override
  public void handOn(List<ClaimedDelivery> claimed) {
    onContext(() -> accept(claimed));
  }

  /// Hint: something is due.
  void poke() {
    onContext(this::poll);
  }

  /// Begins to deliver on the current context.
  void start() {
    context = vertx.getOrCreateContext();
    slots.open();
    log.started(slots.capacity());
    tick();
  }

  /// Takes no more claims, gives back what is not sent, waits for what is in hand, and makes due
  /// again what is not answered by then.
  Future<Void> stop() {
    slots.close();
    vertx.cancelTimer(pollTimer);
    return claiming
        .compose(
            _ -> {
              putBack(queues.removeAll(), Duration.ZERO);
              return Future.join(List.copyOf(inHand.values()))
                  .timeout(GRACE.toMillis(), TimeUnit.MILLISECONDS)
                  .transform(_ -> Future.<Void>succeededFuture());
            })
        .compose(
            _ -> {
              log.stopped(inHand.size());
              inHand
                  .keySet()
                  .forEach(
                      job ->
                          completions.add(
                              job.unrecorded(new Completion.Step.Retry(Duration.ZERO))));
              abandoned = true;
              // What cannot be written by then is repeated when its claim ends.
              return completions
                  .drained()
                  .timeout(GRACE.toMillis(), TimeUnit.MILLISECONDS)
                  .transform(_ -> Future.<Void>succeededFuture());
            });
  }

  private void onContext(Runnable action) {
    Context current = context;
    if (current != null) {
      current.runOnContext(_ -> action.run());
    }
  }

  private void tick() {
    List<Job> stale = queues.removeStale();
    if (!stale.isEmpty()) {
      log.putBack(stale.size());
      putBack(stale, putBackDelay());
    }
    poll();
    pollTimer = vertx.setTimer(POLL.toMillis(), _ -> tick());
  }

  private void poll() {
    if (polling) {
      pollAgain = true;
      return;
    }
    int reserved = slots.reserve(slots.half());
    moreDue = true;
    if (reserved == 0) {
      return;
    }
    polling = true;
    pollAgain = false;
    claiming =
        parts
            .deliveries()
            .claim(parts.client(), parts.node(), reserved)
            .timeout(SQL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
            .onFailure(log::claimFailed)
            .otherwise(List.of())
            .map(
                claimed -> {
                  slots.release(reserved - claimed.size());
                  moreDue = claimed.size() == reserved;
                  polling = false;
                  accept(claimed);
                  if (pollAgain) {
                    poll();
                  }
                  return null;
                });
  }

  private void accept(List<ClaimedDelivery> claimed) {
    claimed.forEach(this::acceptOrRetry);
    if (slots.isOpen()) {
      pump();
    } else {
      putBack(queues.removeAll(), Duration.ZERO);
    }
  }

  /// What one delivery trips over must not keep the others, and their slots, from being used.
  private void acceptOrRetry(ClaimedDelivery claim) {
    try {
      accept(claim);
    } catch (RuntimeException e) { // a trouble of this delivery, whatever it is
      log.senderFailed(claim, e);
      complete(claim, Optional.empty(), internalError(), Duration.ZERO);
    }
  }

  private void accept(ClaimedDelivery claim) {
    Optional<ClaimedDelivery.TriggerRevision> stored = claim.trigger();
    if (stored.isEmpty()) {
      completions.add(
          Completion.unrecorded(
              claim,
              "unknown",
              new Completion.Step.Finish("cancelled", "the trigger was deleted")));
      return;
    }
    Optional<Trigger> trigger = triggers.get(claim.triggerId(), stored.get());
    if (trigger.isEmpty()) {
      log.triggerUnreadable(claim);
      var refused = new DeliveryResult.Refused("the trigger cannot be read");
      complete(claim, trigger, attempted(refused), Duration.ZERO);
      return;
    }
    Job job = new Job(claim, trigger.get());
    if (!queues.offer(parts.channels().endpoint(trigger.get().config()), job)) {
      putBack(List.of(job), putBackDelay());
    }
  }

  /// Not re-entrant: what is answered at once, within the loop, frees a turn for the same loop.
  private void pump() {
    if (pumping) {
      return;
    }
    pumping = true;
    for (var turn = queues.next(); turn.isPresent(); turn = queues.next()) {
      begin(turn.get().endpoint(), turn.get().job());
    }
    pumping = false;
  }

  private void begin(String endpoint, Job job) {
    ClaimedDelivery claim = job.claim();
    long began = parts.nanoTime().getAsLong();
    if (claim.attempt() == 1) {
      metrics.firstAttempt(
          claim.network(), claim.sinceCreated().plusNanos(began - claim.claimedNanos()));
    }
    Future<Void> sending =
        Future.succeededFuture(claim.message()) // a sender that throws counts as one that failed
            .compose(
                message ->
                    parts.channels().send(message, job.trigger().config(), claim.deadlineNanos()))
            .onFailure(cause -> log.senderFailed(claim, cause))
            .otherwise(internalError())
            .map(
                outcome -> {
                  onSent(endpoint, job, outcome, began);
                  return null;
                });
    if (!sending.isComplete()) {
      inHand.put(job, sending);
    }
  }

  private void onSent(String endpoint, Job job, SendOutcome outcome, long began) {
    if (abandoned) {
      return;
    }
    queues.done(endpoint);
    inHand.remove(job);
    Duration took = Duration.ofNanos(parts.nanoTime().getAsLong() - began);
    switch (outcome) {
      case SendOutcome.Attempted attempt ->
          complete(job.claim(), Optional.of(job.trigger()), attempt, took);
      // The claim is somebody else's by now: there is nothing to write.
      case SendOutcome.ClaimEnded() -> {
        log.claimEndedUnsent(job.claim());
        metrics.completed(job.trigger().type(), "claim_ended");
        slots.release(1);
      }
    }
    pump();
  }

  private void complete(
      ClaimedDelivery claim,
      Optional<Trigger> trigger,
      SendOutcome.Attempted attempt,
      Duration took) {
    log.attempted(claim, attempt.result());
    Duration sinceClaim = Duration.ofNanos(parts.nanoTime().getAsLong() - claim.claimedNanos());
    Completion completion = parts.nextStep().after(claim, trigger, attempt, took, sinceClaim);
    if (completion.step() instanceof Completion.Step.Finish(String outcome, String reason)
        && outcome.equals("dead")) {
      log.deadLetter(claim, reason);
    }
    completions.add(completion);
  }

  private void putBack(List<Job> jobs, Duration delay) {
    jobs.forEach(job -> completions.add(job.unrecorded(new Completion.Step.PutBack(delay))));
  }

  private Duration putBackDelay() {
    return PUT_BACK.plusMillis(parts.random().nextLong(PUT_BACK.toMillis()));
  }

  private void onSettled(Completions.Settled settled) {
    slots.release(settled.batch().size());
    long soonest = Long.MAX_VALUE;
    for (Completion completion : settled.batch()) {
      metrics.completed(completion.channel(), completion.label());
      if (completion.step() instanceof Completion.Step.Retry(Duration delay)) {
        soonest = Math.min(soonest, delay.toMillis());
      }
    }
    // The regular poll would come up to a second late for a quick retry.
    if (soonest < POLL.toMillis() && slots.isOpen()) {
      vertx.setTimer(soonest + 1, _ -> poll());
    }
    if (settled.hastened() > 0 || moreDue) {
      poll();
    }
  }

  private static SendOutcome.Attempted internalError() {
    return attempted(new DeliveryResult.Retryable("internal error", Optional.empty()));
  }

  private static SendOutcome.Attempted attempted(DeliveryResult result) {
    return new SendOutcome.Attempted(result, OptionalInt.empty());
  }
}
