package org.ozmonitor.core.retention;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.retention.LogNeeds.Floor;
import org.ozmonitor.core.retention.LogNeeds.Holder;

final class LogNeedsTest {
  private static final OptionalLong NOTHING = OptionalLong.empty();

  @Test
  void keepsTheNewestEntries() {
    assertThat(needs(NOTHING, NOTHING, NOTHING, NOTHING).floor(100))
        .isEqualTo(new Floor(901, Holder.RETENTION));
  }

  @Test
  void keepsWhatAReorganisationMayReach() {
    assertThat(needs(at(700), NOTHING, NOTHING, NOTHING).floor(100))
        .isEqualTo(new Floor(700, Holder.REORGANISATION));
  }

  @Test
  void keepsWhatTheHindmostLaneHasDoneLast() {
    assertThat(needs(at(950), at(600), NOTHING, NOTHING).floor(100))
        .isEqualTo(new Floor(600, Holder.LANE));
  }

  @Test
  void keepsTheEntriesOfMatchesThatWait() {
    assertThat(needs(at(950), at(999), at(500), NOTHING).floor(100))
        .isEqualTo(new Floor(500, Holder.AWAITED_MATCH));
  }

  @Test
  void keepsWhereATenantWillBegin() {
    assertThat(needs(at(950), at(600), at(500), at(400)).floor(100))
        .isEqualTo(new Floor(400, Holder.TENANT_WITHOUT_LANE));
  }

  @Test
  void keepsALogThatIsShorter() {
    assertThat(needs(NOTHING, NOTHING, NOTHING, NOTHING).floor(2_000).seq()).isNegative();
  }

  private static LogNeeds needs(
      OptionalLong reach, OptionalLong lane, OptionalLong awaited, OptionalLong beginning) {
    return new LogNeeds(1_000, reach, lane, awaited, beginning);
  }

  private static OptionalLong at(long seq) {
    return OptionalLong.of(seq);
  }
}
