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
import org.ozmonitor.core.filter.MonitorMatch;
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

  private byte[] payload = new byte[0];
  private MonitorIndex index = MatchSets.compiled(List.of());

  @Setup
  public void compile() {
    BenchmarkSet set = BenchmarkSet.of(monitors);
    payload = BenchmarkSet.withoutFailures(EvmPayloads.mainnet(block));
    index = MatchSets.compiled(set.monitors());
    List<MonitorMatch> matches = index.match(payload);
    MatchSets.requireSame("matches", set.matches(block), matches.size());
    MatchSets.requireSame("digest of matches", set.digest(block), BenchmarkSet.digest(matches));
  }

  /// From the node's bytes to matches as they are stored.
  @Benchmark
  public int bytes() {
    return index.match(payload).size();
  }
}
