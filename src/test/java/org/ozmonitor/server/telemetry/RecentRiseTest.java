package org.ozmonitor.server.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RecentRiseTest {
  private double counter;
  private long now;
  private final RecentRise rise = new RecentRise(() -> counter, Duration.ofMinutes(1), () -> now);

  @Test
  void isTheRiseSinceTheBeginningAtFirst() {
    pass(Duration.ofSeconds(10), 50);

    assertThat(rise.rise()).isEqualTo(50);
    assertThat(rise.perSecond()).isEqualTo(5);
  }

  @Test
  void forgetsWhatIsOlderThanTheWindow() {
    pass(Duration.ofSeconds(30), 3_000);
    for (int second = 0; second < 120; second++) {
      pass(Duration.ofSeconds(1), 2);
      rise.look();
    }

    assertThat(rise.rise()).isCloseTo(120, within(4.0));
    assertThat(rise.perSecond()).isCloseTo(2, within(0.01));
  }

  @Test
  void isNothingWhenNothingRoseForAWindow() {
    pass(Duration.ofSeconds(1), 100);
    rise.look();
    pass(Duration.ofMinutes(2), 0);

    assertThat(rise.perSecond()).isLessThan(100 / 60.0);
    pass(Duration.ofMinutes(1), 0);
    assertThat(rise.rise()).isZero();
  }

  @Test
  void keepsABoundedNumberOfLooksHoweverOftenItIsAsked() {
    for (int i = 0; i < 100_000; i++) {
      pass(Duration.ofMillis(10), 1);
      rise.look();
    }

    assertThat(rise.perSecond()).isCloseTo(100, within(1.0));
    assertThat(rise.rise()).isCloseTo(6_000, within(200.0));
  }

  private void pass(Duration time, double more) {
    now += time.toNanos();
    counter += more;
  }
}
