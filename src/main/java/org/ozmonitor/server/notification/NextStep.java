package org.ozmonitor.server.notification;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import org.ozmonitor.core.definition.Trigger;
import org.ozmonitor.core.notification.DeliveryResult;
import org.ozmonitor.core.notification.RetrySchedule;

/// Turns what came of an attempt into what is written down. Decides nothing of its own: the
/// schedule
/// stands in {@link RetrySchedule}.
final class NextStep {
  private final RetrySchedule schedule;
  private final RandomGenerator random;

  NextStep(RetrySchedule schedule, RandomGenerator random) {
    this.schedule = schedule;
    this.random = random;
  }

  /// @param trigger empty when it could not be read
  /// @param excerpt of the answer, fit to be shown
  /// @param sinceClaim monotonic time since the claim was made
  Completion after(
      ClaimedDelivery claim,
      Optional<Trigger> trigger,
      SendOutcome.Attempted attempted,
      String excerpt,
      Duration took,
      Duration sinceClaim) {
    Duration sinceFirst = claim.sinceFirstAttempt().plus(sinceClaim);
    var made = new Made(took, attempted.status(), excerpt);
    String channel = trigger.map(Trigger::type).orElse("unknown");
    return switch (attempted.result()) {
      case DeliveryResult.Delivered() ->
          of(claim, channel, finish("delivered", ""), made.as("delivered", ""));
      case DeliveryResult.Retryable(String reason, Optional<Duration> retryAfter) -> {
        var next =
            schedule.afterTrouble(
                claim.attempt(),
                sinceFirst,
                trigger.map(Trigger::config).flatMap(Trigger.Config::retryPolicy),
                retryAfter,
                random);
        yield of(claim, channel, step(next, reason), made.as("retryable", reason));
      }
      case DeliveryResult.Refused(String reason) -> {
        var next = schedule.afterRefusal(claim.attempt(), sinceFirst, random);
        yield of(claim, channel, step(next, reason), made.as("refused", reason));
      }
      case DeliveryResult.Rejected(String reason) ->
          of(claim, channel, finish("dead", reason), made.as("rejected", reason));
      case DeliveryResult.EndpointGone(String reason) ->
          of(claim, channel, finish("dead", reason), made.as("gone", reason));
    };
  }

  private static Completion.Step step(RetrySchedule.Next next, String reason) {
    return switch (next) {
      case RetrySchedule.Next.After(Duration delay) -> new Completion.Step.Retry(delay);
      case RetrySchedule.Next.GiveUp() -> finish("dead", reason);
    };
  }

  private static Completion.Step finish(String outcome, String reason) {
    return new Completion.Step.Finish(outcome, reason);
  }

  private record Made(Duration took, OptionalInt status, String excerpt) {
    Completion.Attempt as(String outcome, String detail) {
      return new Completion.Attempt(took, status, outcome, detail, excerpt);
    }
  }

  private static Completion of(
      ClaimedDelivery claim, String channel, Completion.Step step, Completion.Attempt attempt) {
    return new Completion(claim, channel, step, Optional.of(attempt));
  }
}
