package org.ozmonitor.server.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RpcSettingsTest {
  @Test
  void asksAsOftenAndPausesAsLongAsItIsTold() {
    RpcSettings settings = RpcSettings.DEFAULT.repeating(5, Duration.ofMillis(40));

    assertThat(settings.rounds().most()).isEqualTo(5);
    assertThat(settings.rounds().firstPause()).isEqualTo(Duration.ofMillis(40));
    assertThat(settings.rounds().longestPause()).isEqualTo(Duration.ofSeconds(10));
    assertThat(settings.rules()).isEqualTo(RpcSettings.DEFAULT.rules());
    assertThat(settings.timeout()).isEqualTo(RpcSettings.DEFAULT.timeout());
  }

  @Test
  void allowsAFirstPauseThatIsLongerThanOthersUsuallyAre() {
    assertThat(RpcSettings.DEFAULT.repeating(2, Duration.ofMinutes(1)).rounds().longestPause())
        .isEqualTo(Duration.ofMinutes(1));
  }
}
