package org.ozmonitor.server.notification;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.tenant.TenantId;

class TenantSharesTest {
  private static final TenantId FREE = new TenantId(new UUID(0, 1));
  private static final TenantId LIMITED = new TenantId(new UUID(0, 2));

  private final TenantShares shares =
      new TenantShares(4, tenant -> tenant.equals(LIMITED) ? 2 : Integer.MAX_VALUE);

  @Test
  void givesEachTenantTheSameUnlessItsOwnLimitIsLower() {
    assertThat(shares.take(LIMITED)).isTrue();
    assertThat(shares.take(LIMITED)).isTrue();
    assertThat(shares.take(LIMITED)).isFalse();
    for (int i = 0; i < 4; i++) {
      assertThat(shares.take(FREE)).isTrue();
    }
    assertThat(shares.take(FREE)).isFalse();
  }

  @Test
  void asksForNoMoreThanTheOwnLimitOnceItIsKnown() {
    assertThat(shares.take(FREE)).isTrue();
    assertThat(shares.take(LIMITED)).isTrue();
    assertThat(shares.room()).isEqualTo(Map.of(FREE.value(), 3, LIMITED.value(), 1));

    shares.release(FREE);
    shares.release(LIMITED);
    assertThat(shares.room()).isEqualTo(Map.of(LIMITED.value(), 2));
  }
}
