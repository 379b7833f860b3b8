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
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.ozmonitor.core.definition.Trigger;
import org.ozmonitor.core.notification.DeliveryResult;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.server.secret.DocumentSeal;

/// Takes claims, sends them, hands what came of it to {@link Completions}.
///
/// Confined to the context it was started on, except for {@link FreshDeliveries} and {@link #poke},
/// which any thread may call. A claim holds a slot from its reservation until its completion has
/// been written, so slots bound all that is in memory.
final class DeliveryEngine implements FreshDeliveries {
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration PUT_BACK = Duration.ofSeconds(5);
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final Vertx vertx;
  private final Parts parts;
  private final Slots slots;
  private final NotificationMetrics metrics;
  private final NotificationLog log = new NotificationLog();
  private final TriggerCache triggers;
  private final EndpointQueues<Job> queues;
  private final Intake intake;
  private final GoneEndpoints gone;
  private final Completions completions;
  private final Conclusions conclusions;
  private final IdentityHashMap<Job, Future<Void>> inHand = new IdentityHashMap<>();
  private volatile @Nullable Context context;
  private long pollTimer;
  private boolean pumping;
  private boolean abandoned;

  /// What an engine is made of.
  ///
  /// @param node written into claims, for people to read
  /// @param nanoTime monotonic clock, the one of `deliveries`
  /// @param redaction takes secrets out of what receivers say
  /// @param seal opens the secrets of stored triggers
  /// @param tenantBound claims that a tenant wants to have in memory at most, at least 1
  record Parts(
      SqlClient client,
      Deliveries deliveries,
      Channels channels,
      NextStep nextStep,
      String node,
      LongSupplier nanoTime,
      RandomGenerator random,
      UnaryOperator<String> redaction,
      DocumentSeal seal,
      ToIntFunction<TenantId> tenantBound) {}

  /// @param perTenant claims of one tenant in memory, at least 1
  DeliveryEngine(
      Vertx vertx,
      Parts parts,
      Slots slots,
      EndpointQueues.Rules endpoints,
      int perTenant,
      NotificationMetrics metrics) {
    this.vertx = vertx;
    this.parts = parts;
    this.triggers = new TriggerCache(parts.seal());
    this.slots = slots;
    this.metrics = metrics;
    this.queues = new EndpointQueues<>(endpoints, parts.nanoTime(), log);
    this.intake = new Intake(vertx, parts, slots, queues, perTenant, this::accept, log);
    this.gone = new GoneEndpoints(parts, metrics, log);
    this.completions =
        new Completions(
            vertx, parts.client(), parts.deliveries(), parts.nanoTime(), this::onSettled, log);
    this.conclusions = new Conclusions(parts, completions, log);
  }

  /// One claim that can be sent.
  record Job(ClaimedDelivery claim, Trigger trigger) {
    Completion unrecorded(Completion.Step step) {
      return Completion.unrecorded(claim, trigger.type(), step);
    }
  }

  @Override
  public int reserve(int wanted) {
    return slots.reserve(Math.min(wanted, intake.perTenant()));
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
    onContext(intake::poll);
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
    return intake
        .idle()
        .compose(
            _ -> {
              conclusions.putBack(queues.removeAll(), Duration.ZERO);
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
      conclusions.putBack(stale, PUT_BACK);
    }
    metrics.breakers(queues.breakers());
    intake.park();
    intake.poll();
    pollTimer = vertx.setTimer(POLL.toMillis(), _ -> tick());
  }

  private void accept(List<ClaimedDelivery> claimed) {
    claimed.forEach(this::acceptOrRetry);
    if (slots.isOpen()) {
      pump();
    } else {
      conclusions.putBack(queues.removeAll(), Duration.ZERO);
    }
  }

  /// What one delivery trips over must not keep the others, and their slots, from being used.
  private void acceptOrRetry(ClaimedDelivery claim) {
    boolean fits = intake.count(claim);
    try {
      accept(claim, fits);
    } catch (RuntimeException e) { // a trouble of this delivery, whatever it is
      log.senderFailed(claim, e);
      conclusions.complete(claim, Optional.empty(), internalError(), Duration.ZERO);
    }
  }

  private void accept(ClaimedDelivery claim, boolean fits) {
    Optional<ClaimedDelivery.TriggerRevision> stored = claim.trigger();
    if (stored.isEmpty()) {
      conclusions.cancel(claim);
      return;
    }
    Optional<Trigger> trigger = triggers.get(claim.tenant(), claim.triggerId(), stored.get());
    if (trigger.isEmpty()) {
      log.triggerUnreadable(claim);
      var refused = new DeliveryResult.Refused("the trigger cannot be read");
      conclusions.complete(claim, trigger, attempted(refused), Duration.ZERO);
      return;
    }
    Job job = new Job(claim, trigger.get());
    Optional<String> disabled = gone.reason(claim);
    if (disabled.isPresent()) {
      conclusions.bury(job, disabled.get());
    } else if (!fits) {
      conclusions.putBack(List.of(job), Duration.ZERO); // due, until its tenant has room
    } else {
      offer(job);
    }
  }

  private void offer(Job job) {
    ClaimedDelivery claim = job.claim();
    switch (queues.offer(endpoint(job), claim.triggerId(), job)) {
      case EndpointQueues.Offer.Taken() -> {}
      case EndpointQueues.Offer.TurnedAway(Duration pause) ->
          conclusions.putBack(List.of(job), pause.isZero() ? PUT_BACK : pause);
    }
  }

  private EndpointKey endpoint(Job job) {
    return new EndpointKey(job.claim().tenant(), parts.channels().endpoint(job.trigger().config()));
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

  private void begin(EndpointKey endpoint, Job job) {
    ClaimedDelivery claim = job.claim();
    Optional<String> disabled = gone.reason(claim);
    if (disabled.isPresent()) {
      conclusions.turnAway(queues.done(endpoint, new EndpointQueues.Answer.Unsent()));
      conclusions.bury(job, disabled.get());
      return;
    }
    long began = parts.nanoTime().getAsLong();
    if (claim.attempt() == 1 && !claim.replay()) {
      metrics.firstAttempt(
          claim.network(), claim.sinceCreated().plusNanos(began - claim.claimedNanos()));
      metrics.blockToAttempt(claim);
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

  private void onSent(EndpointKey endpoint, Job job, SendOutcome outcome, long began) {
    if (abandoned) {
      return;
    }
    inHand.remove(job);
    Duration took = Duration.ofNanos(parts.nanoTime().getAsLong() - began);
    conclusions.turnAway(queues.done(endpoint, EndpointQueues.Answer.of(outcome)));
    switch (outcome) {
      case SendOutcome.Attempted attempt -> {
        if (attempt.result() instanceof DeliveryResult.EndpointGone(String reason)) {
          gone.add(job.claim(), reason);
        }
        conclusions.complete(job.claim(), Optional.of(job.trigger()), attempt, took);
      }
      // The claim is somebody else's by now: there is nothing to write.
      case SendOutcome.ClaimEnded() -> {
        log.claimEndedUnsent(job.claim());
        metrics.completed(job.trigger().type(), "claim_ended");
        intake.release(job.claim());
        slots.release(1);
      }
    }
    pump();
  }

  private void onSettled(Completions.Settled settled) {
    slots.release(settled.batch().size());
    long soonest = Long.MAX_VALUE;
    boolean overflow = false;
    for (Completion completion : settled.batch()) {
      intake.release(completion.claim());
      metrics.completed(completion.channel(), completion.label());
      if (completion.step() instanceof Completion.Step.Retry(Duration delay)) {
        soonest = Math.min(soonest, delay.toMillis());
      }
      overflow |=
          completion.step() instanceof Completion.Step.PutBack(Duration delay) && delay.isZero();
    }
    // The regular poll would come up to a second late for a quick retry.
    if (soonest < POLL.toMillis() && slots.isOpen()) {
      vertx.setTimer(soonest + 1, _ -> intake.poll());
    }
    intake.settled(settled.due() > 0 || overflow);
  }

  private static SendOutcome.Attempted internalError() {
    return attempted(new DeliveryResult.Retryable("internal error", Optional.empty()));
  }

  private static SendOutcome.Attempted attempted(DeliveryResult result) {
    return new SendOutcome.Attempted(result, OptionalInt.empty());
  }
}
