package org.ozmonitor.core.retention;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class OldMatchTest {
  private static final OptionalLong NONE = OptionalLong.empty();

  @Test
  void goesWhenNothingNeedsIt() {
    assertThat(mayGo(match(false, false, NONE), NONE)).isTrue();
  }

  @Test
  void staysWhileItWaits() {
    assertThat(mayGo(match(true, false, NONE), NONE)).isFalse();
  }

  @Test
  void staysWhileADeliveryHasNews() {
    assertThat(mayGo(match(false, true, NONE), NONE)).isFalse();
  }

  @Test
  void staysUntilTheLaneHasPassedIt() {
    assertThat(mayGo(match(false, false, OptionalLong.of(49)), NONE)).isFalse();
    assertThat(mayGo(match(false, false, OptionalLong.of(50)), NONE)).isTrue();
  }

  @Test
  void staysWithinReachOfAReorganisation() {
    assertThat(mayGo(match(false, false, NONE), OptionalLong.of(50))).isFalse();
    assertThat(mayGo(match(false, false, NONE), OptionalLong.of(51))).isTrue();
  }

  @Test
  void staysWhileRulesLookBackAtIt() {
    var match = match(false, false, OptionalLong.of(60));

    assertThat(match.mayGo(NONE, Duration.ofSeconds(401))).isFalse();
    assertThat(match.mayGo(NONE, Duration.ofSeconds(400))).isTrue();
  }

  private static boolean mayGo(OldMatch match, OptionalLong reach) {
    return match.mayGo(reach, Duration.ZERO);
  }

  /// Of entry 50, 400 s before the block at its lane.
  private static OldMatch match(boolean isPending, boolean hasNews, OptionalLong lane) {
    return new OldMatch(50, isPending, hasNews, lane, OptionalLong.of(1_400), 1_000);
  }
}
