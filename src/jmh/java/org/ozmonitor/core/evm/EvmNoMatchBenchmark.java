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

/// What does a log allocate that matches nothing? One operation is two real blocks.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class EvmNoMatchBenchmark {
  @Param("100000")
  public int monitors;

  @Param public MonitorMix mix;

  private List<byte[]> payloads = List.of();
  private List<EvmBlock> blocks = List.of();
  private EvmIndex index = MatchSets.compiled(List.of());

  @Setup
  public void compile() {
    payloads = MatchSets.payloads();
    blocks = MatchSets.decoded(payloads);
    index = MatchSets.compiled(mix.withoutMatches(monitors));
    MatchSets.requireSame("matches", 0, bytes());
    MatchSets.requireSame("matches of decoded blocks", 0, decoded());
  }

  /// From the node's bytes.
  @Benchmark
  public int bytes() {
    return MatchSets.stored(index, payloads);
  }

  /// From decoded blocks.
  @Benchmark
  public int decoded() {
    return MatchSets.found(index, blocks);
  }
}
