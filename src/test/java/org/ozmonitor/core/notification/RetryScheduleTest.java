package org.ozmonitor.core.notification;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.definition.Trigger.RetryPolicy;
import org.ozmonitor.core.notification.RetrySchedule.Next;

class RetryScheduleTest {
  private static final RandomGenerator LOWEST = () -> 0L;
  private static final RandomGenerator HIGHEST = () -> -1L;
  private static final Optional<RetryPolicy> NO_POLICY = Optional.empty();
  private static final Optional<RetryPolicy> PLAIN =
      Optional.of(new RetryPolicy(3, 2, Duration.ofMillis(250), Duration.ofMillis(700), false));

  private final RetrySchedule schedule = RetrySchedule.DEFAULT;

  @Test
  void followsTheRetryPolicyThenTheDurableSchedule() {
    List<Duration> waits = new ArrayList<>();
    for (int attempt = 1; attempt <= 6; attempt++) {
      waits.add(
          wait(schedule.afterTrouble(attempt, Duration.ZERO, PLAIN, Optional.empty(), LOWEST)));
    }

    assertThat(waits)
        .containsExactly(
            Duration.ofMillis(250),
            Duration.ofMillis(500),
            Duration.ofMillis(700),
            Duration.ofSeconds(5),
            Duration.ofMinutes(5),
            Duration.ofMinutes(30));
  }

  @Test
  void endsWithOneLastAttemptAtTheHorizon() {
    List<Duration> attempts = new ArrayList<>();
    Duration at = Duration.ZERO;
    int attempt = 0;
    while (true) {
      attempts.add(at);
      Next next = schedule.afterTrouble(++attempt, at, NO_POLICY, Optional.empty(), LOWEST);
      if (!(next instanceof Next.After(Duration delay))) {
        break;
      }
      at = at.plus(delay);
    }

    assertThat(attempts).hasSize(10).first().isEqualTo(Duration.ZERO);
    assertThat(attempts.getLast()).isEqualTo(Duration.ofDays(3));
  }

  @Test
  void triesAMinimumOfTimesHoweverLateItIs() {
    Duration late = Duration.ofDays(10);

    assertThat(schedule.afterTrouble(4, late, NO_POLICY, Optional.empty(), LOWEST))
        .isInstanceOf(Next.After.class);
    assertThat(schedule.afterTrouble(5, late, NO_POLICY, Optional.empty(), LOWEST))
        .isInstanceOf(Next.GiveUp.class);
    assertThat(schedule.afterRefusal(5, late, LOWEST)).isInstanceOf(Next.GiveUp.class);
  }

  @Test
  void neverUndercutsRetryAfter() {
    Optional<Duration> minute = Optional.of(Duration.ofMinutes(1));

    assertThat(wait(schedule.afterTrouble(1, Duration.ZERO, PLAIN, minute, LOWEST)))
        .isEqualTo(Duration.ofMinutes(1));
    assertThat(wait(schedule.afterTrouble(5, Duration.ZERO, PLAIN, minute, LOWEST)))
        .isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void doesNotRepeatARefusalQuickly() {
    assertThat(wait(schedule.afterRefusal(1, Duration.ZERO, LOWEST)))
        .isEqualTo(Duration.ofSeconds(5));
    assertThat(wait(schedule.afterRefusal(2, Duration.ZERO, LOWEST)))
        .isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void staysADayApartAtTheEnd() {
    RetrySchedule patient = new RetrySchedule(Duration.ofDays(100), 1);

    assertThat(wait(patient.afterRefusal(9, Duration.ZERO, LOWEST))).isEqualTo(Duration.ofDays(1));
    assertThat(wait(patient.afterRefusal(40, Duration.ZERO, LOWEST))).isEqualTo(Duration.ofDays(1));
  }

  @Test
  void drawsTheJitterFromTheGivenSource() {
    Optional<RetryPolicy> jittered = Optional.of(RetryPolicy.DEFAULT);

    assertThat(wait(schedule.afterTrouble(1, Duration.ZERO, jittered, Optional.empty(), LOWEST)))
        .isEqualTo(Duration.ZERO);
    assertThat(wait(schedule.afterTrouble(1, Duration.ZERO, jittered, Optional.empty(), HIGHEST)))
        .isBetween(Duration.ofMillis(249), Duration.ofMillis(250));
    assertThat(wait(schedule.afterRefusal(1, Duration.ZERO, HIGHEST)))
        .isBetween(Duration.ofMillis(5_499), Duration.ofMillis(5_500));
  }

  private static Duration wait(Next next) {
    return switch (next) {
      case Next.After(Duration delay) -> delay;
      case Next.GiveUp() -> throw new AssertionError("gave up");
    };
  }
}
