package org.ozmonitor.core.notification;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.ozmonitor.core.definition.Trigger.RetryPolicy;

/// Says when a failed delivery is tried again, or that it never will be. Immutable.
///
/// First the trigger's `retry_policy`, where it has one, as upstream does; then the durable
/// schedule. The end comes at the horizon, with one last attempt at it, but not before a minimum
/// number of attempts: a house that was closed for a week has not tried hard enough.
///
/// @param horizon from the first attempt to the dead letter, above zero
/// @param minimumAttempts at least 1
public record RetrySchedule(Duration horizon, int minimumAttempts) {
  /// As `design.md` §7 has it.
  public static final RetrySchedule DEFAULT = new RetrySchedule(Duration.ofDays(3), 5);

  private static final List<Duration> DURABLE =
      List.of(
          Duration.ofSeconds(5),
          Duration.ofMinutes(5),
          Duration.ofMinutes(30),
          Duration.ofHours(2),
          Duration.ofHours(5),
          Duration.ofHours(10),
          Duration.ofHours(14),
          Duration.ofHours(20),
          Duration.ofDays(1));

  /// Quick retries at most, whatever a policy asks for: it may have no pauses at all.
  private static final int MAX_QUICK = 20;

  /// How much longer than planned a durable wait may be, so that a herd comes back spread out.
  private static final double DURABLE_JITTER = 0.1;

  /// What follows a failed attempt.
  public sealed interface Next {
    /// Due again after this wait, which is not negative.
    record After(Duration delay) implements Next {}

    /// A dead letter.
    record GiveUp() implements Next {}
  }

  public RetrySchedule {
    if (horizon.isNegative() || horizon.isZero() || minimumAttempts < 1) {
      throw new IllegalArgumentException("horizon and minimum of attempts must be above zero");
    }
  }

  /// What follows a passing trouble.
  ///
  /// @param attempt number of the attempt that failed, from 1
  /// @param sinceFirst time since the first attempt
  /// @param retryAfter the wait that the receiver asked for; never undercut
  public Next afterTrouble(
      int attempt,
      Duration sinceFirst,
      Optional<RetryPolicy> policy,
      Optional<Duration> retryAfter,
      RandomGenerator random) {
    int quick = Math.min(MAX_QUICK, policy.map(RetryPolicy::maxRetries).orElse(0));
    Duration planned =
        policy.isPresent() && attempt <= quick
            ? quick(policy.get(), attempt, random)
            : durable(attempt - quick, random);
    return within(attempt, sinceFirst, planned, retryAfter.orElse(Duration.ZERO));
  }

  /// What follows a refusal: the durable schedule alone.
  public Next afterRefusal(int attempt, Duration sinceFirst, RandomGenerator random) {
    return within(attempt, sinceFirst, durable(attempt, random), Duration.ZERO);
  }

  private Next within(int attempt, Duration sinceFirst, Duration planned, Duration atLeast) {
    Duration left = horizon.minus(sinceFirst);
    boolean past = left.isNegative() || left.isZero();
    if (past && attempt >= minimumAttempts) {
      return new Next.GiveUp();
    }
    Duration wait = !past && planned.compareTo(left) > 0 ? left : planned;
    return new Next.After(wait.compareTo(atLeast) < 0 ? atLeast : wait);
  }

  private static Duration quick(RetryPolicy policy, int attempt, RandomGenerator random) {
    double longest = policy.maxBackoff().toMillis();
    double grown =
        policy.initialBackoff().toMillis() * Math.pow(policy.baseForBackoff(), attempt - 1.0);
    double computed = Math.min(grown, longest);
    return Duration.ofMillis(
        (long) (policy.fullJitter() ? computed * random.nextDouble() : computed));
  }

  private static Duration durable(int step, RandomGenerator random) {
    Duration planned = DURABLE.get(Math.clamp(step, 1, DURABLE.size()) - 1);
    return planned.plusMillis((long) (planned.toMillis() * DURABLE_JITTER * random.nextDouble()));
  }
}
