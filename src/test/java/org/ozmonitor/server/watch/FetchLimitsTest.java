package org.ozmonitor.server.watch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FetchLimitsTest {
  private static final long MIB = 1 << 20;

  @Test
  void beginsCarefully() {
    FetchLimits limits = new FetchLimits(8 * MIB, 8);

    assertThat(limits.concurrency()).isEqualTo(2);
    assertThat(limits.last(1, 100, 64 * MIB)).isEqualTo(4);
  }

  @Test
  void fetchesManySmallBlocksAtOnce() {
    FetchLimits limits = new FetchLimits(8 * MIB, 8);
    for (int i = 0; i < 1000; i++) {
      limits.saw(10_000);
    }

    assertThat(limits.concurrency()).isEqualTo(8);
    assertThat(limits.last(1, 100, 64 * MIB)).isEqualTo(100);
    assertThat(limits.last(1, 100, 100_000)).as("as many as there is room for").isLessThan(11);
  }

  @Test
  void fetchesLargeBlocksOneByOne() {
    FetchLimits limits = new FetchLimits(8 * MIB, 8);
    limits.saw(64 * MIB);

    assertThat(limits.concurrency()).isEqualTo(1);
    assertThat(limits.last(7, 100, 1)).isEqualTo(7);
  }
}
