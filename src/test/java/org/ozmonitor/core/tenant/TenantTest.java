package org.ozmonitor.core.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ozmonitor.core.definition.EntityIds;

class TenantTest {
  @ParameterizedTest
  @ValueSource(strings = {"a", "acme", "acme-2", "0x"})
  void takesNamesOfHostsForSlugs(String slug) {
    assertThat(Tenant.isSlug(slug)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-a", "a-", "Acme", "a_b", "a b", "a/b", "./a", "ä"})
  void takesNothingElseForASlug(String slug) {
    assertThat(Tenant.isSlug(slug)).isFalse();
  }

  @Test
  void boundsTheLengthOfASlug() {
    assertThat(Tenant.isSlug("a".repeat(63))).isTrue();
    assertThat(Tenant.isSlug("a".repeat(64))).isFalse();
  }

  @Test
  void derivesTheIdFromTheSlugButForTheDefaultTenant() {
    assertThat(EntityIds.tenant("default")).isEqualTo(TenantId.DEFAULT);
    assertThat(EntityIds.tenant("acme")).isEqualTo(EntityIds.tenant("acme"));
    assertThat(EntityIds.tenant("acme")).isNotEqualTo(EntityIds.tenant("acme2"));
    assertThat(EntityIds.tenant("acme")).hasToString("a067b414-3bca-8eec-a46a-2e82e14c5903");
  }

  @Test
  void servesActiveAndTrialTenantsOnly() {
    assertThat(TenantStatus.values())
        .filteredOn(TenantStatus::isServed)
        .containsExactly(TenantStatus.ACTIVE, TenantStatus.TRIAL);
  }

  @Test
  void ordersPrioritiesByWeight() {
    assertThat(TenantPriority.values())
        .extracting(TenantPriority::weight)
        .containsExactly(4, 3, 2, 1);
  }

  @Test
  void limitsWhatIsNumberedAndNothingElse() {
    TenantLimits limits = TenantLimits.UNLIMITED.with(TenantLimit.MAX_MONITORS, OptionalInt.of(5));

    assertThat(limits.maxMonitors()).hasValue(5);
    assertThat(limits.rpcPerMinute()).isEmpty();
    assertThat(limits.with(TenantLimit.MAX_MONITORS, OptionalInt.empty()))
        .isEqualTo(TenantLimits.UNLIMITED);
    assertThatThrownBy(() -> new TenantLimits(Map.of(TenantLimit.MATCHES_PER_BLOCK, 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("matches_per_block must be positive: 0");
  }
}
