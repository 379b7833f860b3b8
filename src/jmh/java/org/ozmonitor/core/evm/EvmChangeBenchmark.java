package org.ozmonitor.core.evm;

import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.ozmonitor.core.definition.ActiveMonitor;
import org.ozmonitor.core.problem.Problems;
import org.ozmonitor.fixture.MonitorMix;

/// How long until one changed monitor among many is seen in the matches of a real block? Changes
/// make a monitor match and, next, make it what it was; a block is matched after each.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class EvmChangeBenchmark {
  @Param("1000000")
  public int monitors;

  @Param public MonitorMix mix;

  /// Monitors that were changed since all were compiled, a few at a time.
  @Param({"0", "50000"})
  public int changedBefore;

  private static final int AT_A_TIME = 50;

  private List<ActiveMonitor> set = List.of();
  private byte[] payload = new byte[0];
  private EvmIndex index = MatchSets.compiled(List.of());
  private int matching;
  private int changes;

  @Setup
  public void compile() {
    set = mix.monitors(monitors);
    EvmIndex first = MatchSets.compiled(List.of(set.getFirst()));
    payload =
        MatchSets.payloads().stream()
            .filter(it -> !first.match(it).isEmpty())
            .findFirst()
            .orElseThrow();
    index = MatchSets.compiled(set);
    for (int i = 0; i < Math.min(changedBefore, monitors); i += AT_A_TIME) {
      List<ActiveMonitor> changed = set.subList(i, Math.min(i + AT_A_TIME, monitors));
      index = index.updated(changed, Set.of(), new Problems());
    }
    matching = index.match(payload).size();
  }

  @Benchmark
  public int change() {
    int others = set.size() - MonitorMix.MATCHING;
    ActiveMonitor original = set.get(MonitorMix.MATCHING + (changes / 2 * 7919) % others);
    boolean begins = changes % 2 == 0;
    ActiveMonitor changed = begins ? MonitorMix.changed(original, set.getFirst()) : original;
    index = index.updated(List.of(changed), Set.of(), new Problems());
    int matches = index.match(payload).size();
    if ((matches > matching) != begins) {
      throw new IllegalStateException(matches + " matches after change " + changes);
    }
    changes++;
    return matches;
  }
}
