package org.ozmonitor.core.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class WorkerLoadTest {
  @Test
  void scoresProcessorMemoryAndTenants() {
    var load = new WorkerLoad(50, 25, 0, 0, 0, 0, 0);

    assertThat(load.score(10, 50)).isCloseTo(0.2 + 0.1 + 0.04, within(1e-9));
    assertThat(load.score(500, 50)).isCloseTo(0.5, within(1e-9));
    assertThat(new WorkerLoad(100, 100, 0, 0, 0, 0, 0).score(50, 50)).isEqualTo(1);
    assertThat(WorkerLoad.UNKNOWN.score(0, 50)).isZero();
  }

  @Test
  void isHealthyBelowNinetyPercentAndTenErrors() {
    assertThat(new WorkerLoad(89, 89, 0, 0, 0, 9, 0).isHealthy()).isTrue();
    assertThat(new WorkerLoad(90, 0, 0, 0, 0, 0, 0).isHealthy()).isFalse();
    assertThat(new WorkerLoad(0, 90, 0, 0, 0, 0, 0).isHealthy()).isFalse();
    assertThat(new WorkerLoad(0, 0, 0, 0, 0, 10, 0).isHealthy()).isFalse();
  }

  @Test
  void scoresCallsComplexityAndMatchesOfATenant() {
    assertThat(new TenantActivity(50, 5, 500).score()).isCloseTo(0.5, within(1e-9));
    assertThat(new TenantActivity(1e9, 1e9, 1e9).score()).isEqualTo(1);
    assertThat(TenantActivity.NONE.score()).isZero();
  }
}
