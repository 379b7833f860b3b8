package org.ozmonitor.core.evm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ozmonitor.core.definition.ActiveMonitor;
import org.ozmonitor.core.filter.ChainEngine.MonitorIndex;
import org.ozmonitor.core.filter.MonitorMatch;
import org.ozmonitor.core.filter.NetworkFacts;
import org.ozmonitor.core.problem.Problems;
import org.ozmonitor.fixture.EvmPayloads;
import org.ozmonitor.fixture.MonitorMix;

/// What the benchmarks rely on: the number of matches does not depend on the number of monitors.
class MonitorMixTest {
  @ParameterizedTest
  @EnumSource
  void monitorsThatMatchAreTheSameInSetsOfEverySize(MonitorMix mix) {
    List<String> few = matches(mix.monitors(MonitorMix.MATCHING));

    assertThat(new HashSet<>(few)).hasSize(MonitorMix.MATCHING);
    assertThat(matches(mix.monitors(1_000))).containsExactlyInAnyOrderElementsOf(few);
    assertThat(matches(mix.withoutMatches(1_000))).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void aChangedMonitorIsSeenAndSoIsItsReturn(MonitorMix mix) {
    List<ActiveMonitor> monitors = mix.monitors(100);
    ActiveMonitor last = monitors.getLast();
    MonitorIndex index = index(monitors);

    MonitorIndex changed =
        index.updated(
            List.of(MonitorMix.changed(last, monitors.getFirst())), Set.of(), new Problems());
    MonitorIndex returned = changed.updated(List.of(last), Set.of(), new Problems());

    assertThat(matches(changed)).hasSizeGreaterThan(matches(index).size());
    assertThat(matches(returned)).containsExactlyInAnyOrderElementsOf(matches(index));
  }

  private static List<String> matches(List<ActiveMonitor> monitors) {
    MonitorIndex index = index(monitors);
    assertThat(index.size()).isEqualTo(monitors.size());
    return matches(index);
  }

  private static List<String> matches(MonitorIndex index) {
    return EvmPayloads.MAINNET.stream()
        .flatMap(block -> index.match(EvmPayloads.mainnet(block)).stream())
        .map(MonitorMixTest::line)
        .toList();
  }

  private static String line(MonitorMatch match) {
    return match.monitor().id() + " " + match.transactionId();
  }

  private static MonitorIndex index(List<ActiveMonitor> monitors) {
    return new EvmEngine()
        .compile(NetworkFacts.named("ethereum_mainnet"), monitors, new Problems());
  }
}
