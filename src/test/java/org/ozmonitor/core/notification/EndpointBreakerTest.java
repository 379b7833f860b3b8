package org.ozmonitor.core.notification;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.notification.EndpointBreaker.State;

class EndpointBreakerTest {
  private static final EndpointBreaker.Rules RULES =
      new EndpointBreaker.Rules(
          2, Duration.ofSeconds(5), Duration.ofSeconds(12), Duration.ofMinutes(1));

  private long now;

  @Test
  void opensAfterTroublesInARow() {
    EndpointBreaker one = EndpointBreaker.CLOSED.troubled(now, RULES);
    assertThat(one.state(now)).isEqualTo(State.CLOSED);
    assertThat(one.answered(now).troubled(now, RULES).state(now)).isEqualTo(State.CLOSED);

    EndpointBreaker two = one.troubled(now, RULES);

    assertThat(two.state(now)).isEqualTo(State.OPEN);
    assertThat(two.shutFor(now)).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void pausesTwiceAsLongEachTimeUpToABound() {
    EndpointBreaker breaker = open();
    for (int seconds : new int[] {5, 10, 12, 12}) {
      assertThat(breaker.shutFor(now)).isEqualTo(Duration.ofSeconds(seconds));
      passes(Duration.ofSeconds(seconds));
      assertThat(breaker.state(now)).isEqualTo(State.HALF_OPEN);
      breaker = breaker.troubled(now, RULES);
    }
  }

  @Test
  void closesWithAnAnswer() {
    EndpointBreaker breaker = open();
    passes(Duration.ofSeconds(6));

    assertThat(breaker.answered(now)).isEqualTo(EndpointBreaker.CLOSED);
  }

  @Test
  void whatWasUnderWayWhenItOpenedChangesNothing() {
    EndpointBreaker breaker = open();

    assertThat(breaker.troubled(now, RULES)).isEqualTo(breaker);
  }

  @Test
  void waitsAsLongAsItIsAskedUpToABound() {
    EndpointBreaker asked = EndpointBreaker.CLOSED.askedToWait(now, Duration.ofSeconds(40), RULES);

    assertThat(asked.shutFor(now)).isEqualTo(Duration.ofSeconds(40));
    assertThat(asked.state(now)).isEqualTo(State.CLOSED);
    assertThat(asked.askedToWait(now, Duration.ofSeconds(3), RULES)).isEqualTo(asked);
    assertThat(asked.answered(now).shutFor(now)).isEqualTo(Duration.ofSeconds(40));
    assertThat(asked.askedToWait(now, Duration.ofDays(1), RULES).shutFor(now))
        .isEqualTo(Duration.ofMinutes(1));
    passes(Duration.ofSeconds(41));
    assertThat(asked.isShut(now)).isFalse();
    assertThat(asked.answered(now)).isEqualTo(EndpointBreaker.CLOSED);
  }

  private EndpointBreaker open() {
    return EndpointBreaker.CLOSED.troubled(now, RULES).troubled(now, RULES);
  }

  private void passes(Duration time) {
    now += time.toNanos();
  }
}
