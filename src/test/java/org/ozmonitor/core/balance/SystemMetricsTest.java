package org.ozmonitor.core.balance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SystemMetricsTest {
  @Test
  void isPerfectWithoutTrouble() {
    assertThat(metrics(2, 100, 1, 0).healthScore()).isEqualTo(100);
  }

  @Test
  void losesPointsForLag() {
    assertThat(metrics(1, 1, 1, 50).healthScore()).isEqualTo(100);
    assertThat(metrics(1, 1, 1, 50.1).healthScore()).isEqualTo(90);
    assertThat(metrics(1, 1, 1, 100).healthScore()).isEqualTo(90);
    assertThat(metrics(1, 1, 1, 100.1).healthScore()).isEqualTo(80);
  }

  @Test
  void losesPointsForLookUpsThatTheCachesCannotAnswer() {
    assertThat(metrics(1, 1, 0.7, 0).healthScore()).isEqualTo(100);
    assertThat(metrics(1, 1, 0.69, 0).healthScore()).isEqualTo(90);
    assertThat(metrics(1, 1, 0.5, 0).healthScore()).isEqualTo(90);
    assertThat(metrics(1, 1, 0.49, 0).healthScore()).isEqualTo(80);
  }

  @Test
  void losesPointsForCrowdedWorkers() {
    assertThat(metrics(2, 120, 1, 0).healthScore()).isEqualTo(100);
    assertThat(metrics(2, 121, 1, 0).healthScore()).isEqualTo(85);
    assertThat(metrics(0, 61, 1, 0).healthScore()).isEqualTo(85);
  }

  @Test
  void isHealthyFromSeventyOn() {
    assertThat(metrics(1, 1, 0.6, 101).healthScore()).isEqualTo(70);
    assertThat(metrics(1, 1, 0.6, 101).isHealthy()).isTrue();
    assertThat(metrics(1, 61, 0.4, 101).healthScore()).isEqualTo(45);
    assertThat(metrics(1, 61, 0.4, 101).isHealthy()).isFalse();
  }

  private static SystemMetrics metrics(int workers, long tenants, double hitRate, double blockLag) {
    return new SystemMetrics(workers, tenants, 10, 1, hitRate, blockLag, 5);
  }
}
