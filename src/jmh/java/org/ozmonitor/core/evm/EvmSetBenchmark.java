package org.ozmonitor.core.evm;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.ozmonitor.core.evm.block.EvmBlock;
import org.ozmonitor.fixture.BenchmarkSet;
import org.ozmonitor.fixture.EvmPayloads;

/// What does one real block cost with the sets for which OpenZeppelin Monitor was timed?
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class EvmSetBenchmark {
  @Param({"10", "100", "1000", "10000"})
  public int monitors;

  @Param({"17173049", "17173050"})
  public long block;

  private List<byte[]> payloads = List.of();
  private List<EvmBlock> blocks = List.of();
  private EvmIndex index = MatchSets.compiled(List.of());

  @Setup
  public void compile() {
    BenchmarkSet set = BenchmarkSet.of(monitors);
    byte[] payload = BenchmarkSet.withoutFailures(EvmPayloads.mainnet(block));
    payloads = List.of(payload);
    blocks = MatchSets.decoded(payloads);
    index = MatchSets.compiled(set.monitors());
    String stored = BenchmarkSet.digest(index.match(payload));
    String found = digestOf(index.find(blocks.getFirst()));
    MatchSets.requireSame("matches", set.matches(block), bytes());
    MatchSets.requireSame("matches of decoded blocks", set.matches(block), decoded());
    MatchSets.requireSame("digest of matches", set.digest(block), stored);
    MatchSets.requireSame("digest of matches of decoded blocks", set.digest(block), found);
  }

  private static String digestOf(List<EvmMatch> matches) {
    return BenchmarkSet.digestOf(
        matches.stream()
            .map(it -> it.monitor().definition().name() + "|" + it.transaction().hash().hex())
            .toList());
  }

  /// From the node's bytes to matches as they are stored.
  @Benchmark
  public int bytes() {
    return MatchSets.stored(index, payloads);
  }

  /// From decoded blocks to matches as values with decoded arguments.
  @Benchmark
  public int decoded() {
    return MatchSets.found(index, blocks);
  }
}
