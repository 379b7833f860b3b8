package org.ozmonitor.core.evm;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.ref.Reference;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ozmonitor.core.definition.ActiveMonitor;
import org.ozmonitor.core.filter.ChainEngine.MonitorIndex;
import org.ozmonitor.core.filter.NetworkFacts;
import org.ozmonitor.core.problem.Problems;
import org.ozmonitor.fixture.MonitorMix;

/// What an index keeps per monitor, beside the definitions, which the configuration keeps anyway,
/// and beside their ABI, which all share.
class EvmIndexMemoryTest {
  private static final int MONITORS = Integer.getInteger("ozm.memory.monitors", 50_000);
  private static final MemoryMXBean MEMORY = ManagementFactory.getMemoryMXBean();

  @ParameterizedTest
  @EnumSource
  void anIndexTakesAtMostAKibibyteForEachMonitor(MonitorMix mix) {
    long empty = used();
    List<ActiveMonitor> definitions = mix.monitors(MONITORS);
    long defined = used();
    MonitorIndex index =
        new EvmEngine()
            .compile(NetworkFacts.named("ethereum_mainnet"), definitions, new Problems());
    long indexed = used();

    try {
      assertThat(index.size()).isEqualTo(MONITORS);
      long perMonitor = (indexed - defined) / MONITORS;
      System.out.printf(
          "%,d monitors, %s: %,d bytes each in the index, %,d bytes each in the definitions%n",
          MONITORS, mix, perMonitor, (defined - empty) / MONITORS);
      assertThat(perMonitor).isLessThanOrEqualTo(1024);
    } finally {
      Reference.reachabilityFence(definitions);
      Reference.reachabilityFence(index);
    }
  }

  /// What is left of the heap when nothing more can be collected.
  private static long used() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      least = Math.min(least, MEMORY.getHeapMemoryUsage().getUsed());
    }
    return least;
  }
}
