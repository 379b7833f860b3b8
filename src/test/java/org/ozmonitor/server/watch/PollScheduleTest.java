package org.ozmonitor.server.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.chain.ChainKind;
import org.ozmonitor.core.definition.Network;

class PollScheduleTest {
  private Instant clock = Instant.parse("2026-03-01T10:59:12.250Z");
  private long nanos;

  @Test
  void pollsAtTheTimesOfTheScheduleInUtc() {
    var polls = schedule(Optional.of("0 */5 * * * *"));

    polls.saw(7);
    assertThat(polls.pauseMs()).isEqualTo(47_751);
    clock = clock.plusMillis(47_751);
    assertThat(polls.pauseMs()).isEqualTo(5 * 60_000);
  }

  @Test
  void waitsNoLongerThanADay() {
    assertThat(schedule(Optional.of("0 0 0 1 1 * 2030")).pauseMs()).isEqualTo(86_400_001);
  }

  @Test
  void followsTheBlocksWithoutASchedule() {
    var polls = schedule(Optional.empty());

    for (int block = 1; block <= 20; block++) {
      polls.saw(block);
      assertThat(polls.pauseMs()).isBetween(1_800L, 2_000L);
      nanos += 2_000_000_000L;
    }
    assertThat(polls.pauseMs()).as("the block is due").isBetween(10L, 60L);
  }

  @Test
  void followsTheBlocksWhenTheScheduleIsOver() {
    assertThat(schedule(Optional.of("0 0 0 1 1 * 2020")).pauseMs()).isBetween(10L, 2_000L);
  }

  private PollSchedule schedule(Optional<String> cron) {
    Network definition =
        new Network(
            "Test",
            ChainKind.EVM,
            "test",
            List.of(),
            2_000,
            0,
            cron,
            OptionalLong.empty(),
            false,
            OptionalLong.empty(),
            OptionalLong.empty(),
            false,
            false,
            Optional.empty());
    return new PollSchedule(definition, () -> clock, () -> nanos);
  }
}
