package org.ozmonitor.core.noise;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ozmonitor.core.tenant.TenantLimit;
import org.ozmonitor.core.tenant.TenantLimits;

class MatchQuotaTest {
  @ParameterizedTest
  @CsvSource({
    // alerts, sent before in the minute, sent now: 3 a block and 10 a minute
    "0, 0, 0",
    "2, 0, 2",
    "3, 0, 3",
    "9, 0, 3",
    "3, 7, 3",
    "3, 8, 2",
    "3, 10, 0",
    "3, 11, 0",
  })
  void sendsAsManyAsBlockAndMinuteAllow(int alerts, long before, int sent) {
    assertThat(new MatchQuota(3, 10).sent(alerts, before)).isEqualTo(sent);
  }

  @Test
  void isUnlimitedWhereTheTenantIsNotLimited() {
    MatchQuota quota = MatchQuota.of(TenantLimits.UNLIMITED);

    assertThat(quota.isUnlimited()).isTrue();
    assertThat(quota.sent(1_000_000, 1L << 40)).isEqualTo(1_000_000);
  }

  @Test
  void takesBothLimitsOfTheTenant() {
    var limits =
        new TenantLimits(
            Map.of(TenantLimit.MATCHES_PER_BLOCK, 3, TenantLimit.MATCHES_PER_MINUTE, 10));

    assertThat(MatchQuota.of(limits)).isEqualTo(new MatchQuota(3, 10));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "59, 0", "60, 1", "119, 1", "-1, 0", "9223372036854775807, 4223370240"})
  void putsBlocksIntoMinutesOfTheClockWhateverTheChainStates(long time, long minute) {
    assertThat(MatchQuota.minute(time)).isEqualTo(minute);
  }
}
