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
import org.ozmonitor.core.filter.ChainEngine.MonitorIndex;
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
  private MonitorIndex index = MatchSets.compiled(List.of());

  @Setup
  public void compile() {
    payloads = MatchSets.payloads();
    index = MatchSets.compiled(mix.monitors(monitors));
    MonitorIndex least = MatchSets.compiled(mix.monitors(MonitorMix.MATCHING));
    MatchSets.requireSame("matches", count(least), count(index));
  }

  /// From the node's bytes to matches as they are stored.
  @Benchmark
  public int bytes() {
    return count(index);
  }

  private int count(MonitorIndex index) {
    int matches = 0;
    for (byte[] payload : payloads) {
      matches += index.match(payload).size();
    }
    return matches;
  }
}
