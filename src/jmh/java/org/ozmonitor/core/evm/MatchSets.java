package org.ozmonitor.core.evm;

import java.util.Collection;
import java.util.List;
import org.ozmonitor.core.definition.ActiveMonitor;
import org.ozmonitor.core.filter.ChainEngine.MonitorIndex;
import org.ozmonitor.core.filter.NetworkFacts;
import org.ozmonitor.core.problem.Problems;
import org.ozmonitor.fixture.EvmPayloads;

/// What the benchmarks of matching share.
final class MatchSets {
  private MatchSets() {}

  static List<byte[]> payloads() {
    return EvmPayloads.MAINNET.stream().map(EvmPayloads::mainnet).toList();
  }

  /// Compiles all of them, or fails.
  static MonitorIndex compiled(Collection<ActiveMonitor> monitors) {
    var problems = new Problems();
    MonitorIndex index =
        new EvmEngine().compile(NetworkFacts.named("ethereum_mainnet"), monitors, problems);
    requireSame("compiled monitors " + problems.errors(), monitors.size(), index.size());
    return index;
  }

  /// Fails the benchmark when an index does not find what it must.
  static void requireSame(String what, Object expected, Object found) {
    if (!expected.equals(found)) {
      throw new IllegalStateException(what + ": " + found + " instead of " + expected);
    }
  }
}
