package org.ozmonitor.core.evm;

import java.util.Collection;
import java.util.List;
import org.ozmonitor.core.definition.ActiveMonitor;
import org.ozmonitor.core.evm.block.EvmBlock;
import org.ozmonitor.core.evm.block.EvmBlockDecoder;
import org.ozmonitor.core.filter.NetworkFacts;
import org.ozmonitor.core.problem.Problems;
import org.ozmonitor.fixture.EvmPayloads;

/// What the benchmarks of matching share.
public final class MatchSets {
  /// The network that all sets name.
  public static final NetworkFacts NETWORK = NetworkFacts.named("ethereum_mainnet");

  private MatchSets() {}

  /// The real blocks, as a node sends them.
  public static List<byte[]> payloads() {
    return EvmPayloads.MAINNET.stream().map(EvmPayloads::mainnet).toList();
  }

  static List<EvmBlock> decoded(List<byte[]> payloads) {
    return payloads.stream().map(EvmBlockDecoder::decode).toList();
  }

  /// Compiles all of them, or fails.
  static EvmIndex compiled(Collection<ActiveMonitor> monitors) {
    var problems = new Problems();
    EvmIndex index = new EvmEngine().index(NETWORK, monitors, problems);
    requireSame("compiled monitors " + problems.errors(), monitors.size(), index.size());
    return index;
  }

  /// Fails the benchmark when an index does not find what it must.
  public static void requireSame(String what, Object expected, Object found) {
    if (!expected.equals(found)) {
      throw new IllegalStateException(what + ": " + found + " instead of " + expected);
    }
  }

  /// The number of matches, as they are stored, that the node's bytes come to.
  static int stored(EvmIndex index, List<byte[]> payloads) {
    int matches = 0;
    for (byte[] payload : payloads) {
      matches += index.match(payload).size();
    }
    return matches;
  }

  /// The number of matches, as values with decoded arguments, that decoded blocks come to.
  static int found(EvmIndex index, List<EvmBlock> blocks) {
    int matches = 0;
    for (EvmBlock block : blocks) {
      matches += index.find(block).size();
    }
    return matches;
  }
}
