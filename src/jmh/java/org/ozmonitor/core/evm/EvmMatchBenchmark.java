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
import org.ozmonitor.fixture.MonitorMix;

/// What do two real blocks cost with more and more monitors of which always the same match? One
/// operation is both blocks.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class EvmMatchBenchmark {
  @Param({"10", "1000", "10000", "100000", "1000000"})
  public int monitors;

  @Param public MonitorMix mix;

  private List<byte[]> payloads = List.of();
  private List<EvmBlock> blocks = List.of();
  private EvmIndex index = MatchSets.compiled(List.of());

  @Setup
  public void compile() {
    payloads = MatchSets.payloads();
    blocks = MatchSets.decoded(payloads);
    index = MatchSets.compiled(mix.monitors(monitors));
    EvmIndex least = MatchSets.compiled(mix.monitors(MonitorMix.MATCHING));
    int expected = MatchSets.stored(least, payloads);
    MatchSets.requireSame("matches", expected, bytes());
    MatchSets.requireSame("matches as values", expected, values());
    MatchSets.requireSame("matches of decoded blocks", expected, decoded());
  }

  /// From the node's bytes to matches as they are stored.
  @Benchmark
  public int bytes() {
    return MatchSets.stored(index, payloads);
  }

  /// From the node's bytes to matches as values with decoded arguments.
  @Benchmark
  public int values() {
    return MatchSets.found(index, MatchSets.decoded(payloads));
  }

  /// From decoded blocks to matches as values with decoded arguments.
  @Benchmark
  public int decoded() {
    return MatchSets.found(index, blocks);
  }
}
