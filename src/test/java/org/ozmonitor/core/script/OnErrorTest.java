package org.ozmonitor.core.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.ozmonitor.core.script.OnError.Next;

final class OnErrorTest {
  @Test
  void passesAsUpstreamDoes() {
    assertThat(OnError.PASS.after(1, Duration.ZERO)).isEqualTo(new Next.Passed());
  }

  @Test
  void drops() {
    assertThat(OnError.DROP.after(1, Duration.ZERO)).isEqualTo(new Next.Dropped());
  }

  @ParameterizedTest
  @CsvSource({"1, 0, 5", "2, 6, 15", "3, 25, 60", "5, 900, 600", "9, 3599, 600"})
  void triesAgainLaterAndLater(int attempt, long sinceFirst, long delay) {
    assertThat(OnError.RETRY.after(attempt, Duration.ofSeconds(sinceFirst)))
        .isEqualTo(new Next.Again(Duration.ofSeconds(delay)));
  }

  @Test
  void passesWhenTryingAgainHasNotHelpedForAnHour() {
    assertThat(OnError.RETRY.after(9, OnError.HORIZON)).isEqualTo(new Next.Passed());
  }

  @Test
  void dropsNothingUnaskedBeforeItHasWaitedForAnHour() {
    var again = new Next.Again(Duration.ofSeconds(15));

    assertThat(OnError.PASS.unasked(Duration.ZERO)).isEqualTo(new Next.Passed());
    assertThat(OnError.DROP.unasked(Duration.ZERO)).isEqualTo(again);
    assertThat(OnError.RETRY.unasked(Duration.ZERO)).isEqualTo(again);
    assertThat(OnError.DROP.unasked(OnError.HORIZON)).isEqualTo(new Next.Dropped());
    assertThat(OnError.RETRY.unasked(OnError.HORIZON)).isEqualTo(new Next.Passed());
  }

  @ParameterizedTest
  @EnumSource
  void isReadAsItIsSpelt(OnError policy) {
    assertThat(OnError.parse(policy.spelling())).isEqualTo(policy);
  }
}
