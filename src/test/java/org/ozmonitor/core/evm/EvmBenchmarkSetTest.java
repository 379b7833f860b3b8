package org.ozmonitor.core.evm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ozmonitor.core.filter.ChainEngine.MonitorIndex;
import org.ozmonitor.core.filter.MonitorMatch;
import org.ozmonitor.core.filter.NetworkFacts;
import org.ozmonitor.core.problem.Problems;
import org.ozmonitor.fixture.BenchmarkSet;
import org.ozmonitor.fixture.EvmPayloads;

/// The large sets of monitors: the same matches as OpenZeppelin Monitor, by number and digest, when
/// every transaction counts as succeeded, which is what it assumes in blocks with logs.
class EvmBenchmarkSetTest {
  @ParameterizedTest
  @ValueSource(ints = {10, 100, 1_000, 10_000})
  void aSetOfMonitorsMatchesWhatOpenZeppelinMonitorMatches(int size) {
    BenchmarkSet set = BenchmarkSet.of(size);
    MonitorIndex index =
        new EvmEngine()
            .compile(NetworkFacts.named("ethereum_mainnet"), set.monitors(), new Problems());
    assertThat(index.size()).isEqualTo(size);
    for (long block : EvmPayloads.MAINNET) {
      byte[] payload = BenchmarkSet.withoutFailures(EvmPayloads.mainnet(block));
      List<MonitorMatch> matches = index.match(payload);
      assertThat(matches).as("block %d", block).hasSize(set.matches(block));
      assertThat(BenchmarkSet.digest(matches)).isEqualTo(set.digest(block));
    }
  }
}
