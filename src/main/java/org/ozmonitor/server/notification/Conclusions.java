package org.ozmonitor.server.notification;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.ozmonitor.core.definition.Trigger;

/// Says what becomes of claims, and hands that to {@link Completions}. Confined to one context.
final class Conclusions {
  private final DeliveryEngine.Parts parts;
  private final Completions completions;
  private final NotificationLog log;

  Conclusions(DeliveryEngine.Parts parts, Completions completions, NotificationLog log) {
    this.parts = parts;
    this.completions = completions;
    this.log = log;
  }

  /// The trigger is not there any more.
  void cancel(ClaimedDelivery claim) {
    completions.add(
        Completion.unrecorded(
            claim, "unknown", new Completion.Step.Finish("cancelled", "the trigger was deleted")));
  }

  /// What came of an attempt, or of what was in its way.
  ///
  /// @param trigger empty when it cannot be read
  void complete(
      ClaimedDelivery claim,
      Optional<Trigger> trigger,
      SendOutcome.Attempted attempt,
      Duration took) {
    log.attempted(claim, attempt.result());
    Duration sinceClaim = Duration.ofNanos(parts.nanoTime().getAsLong() - claim.claimedNanos());
    String excerpt = attempt.excerpt().isEmpty() ? "" : parts.redaction().apply(attempt.excerpt());
    add(parts.nextStep().after(claim, trigger, attempt, excerpt, took, sinceClaim));
  }

  /// A dead letter without an attempt.
  void bury(DeliveryEngine.Job job, String reason) {
    add(job.unrecorded(new Completion.Step.Finish("dead", reason)));
  }

  private void add(Completion completion) {
    if (completion.step() instanceof Completion.Step.Finish(String outcome, String reason)
        && outcome.equals("dead")) {
      log.deadLetter(completion.claim(), reason);
    }
    completions.add(completion);
  }

  void turnAway(EndpointQueues.TurnedAway<DeliveryEngine.Job> away) {
    putBack(away.jobs(), away.pause());
  }

  /// Spread out, so that a herd does not come back as one.
  void putBack(List<DeliveryEngine.Job> jobs, Duration wait) {
    for (DeliveryEngine.Job job : jobs) {
      long spread = wait.toMillis() / 4;
      Duration delay = spread == 0 ? wait : wait.plusMillis(parts.random().nextLong(spread));
      completions.add(job.unrecorded(new Completion.Step.PutBack(delay)));
    }
  }
}
