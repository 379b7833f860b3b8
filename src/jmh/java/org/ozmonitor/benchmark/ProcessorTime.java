package org.ozmonitor.benchmark;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/// The time that a benchmark's thread was on a processor, per operation: on a machine that others
/// use as well it says what the time by the clock does not. Without the collection of garbage.
public final class ProcessorTime implements InternalProfiler {
  /// The name of the result, in microseconds.
  static final String LABEL = "cpu.time.norm";

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private long before;

  @Override
  public String getDescription() {
    return "time on the processor per operation";
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
    before = workers();
  }

  @Override
  public Collection<? extends Result<?>> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    double operations = result.getMetadata().getAllOps();
    double microseconds = (workers() - before) / 1000.0 / operations;
    return List.of(new ScalarResult(LABEL, microseconds, "us/op", AggregationPolicy.AVG));
  }

  private long workers() {
    long nanoseconds = 0;
    for (long id : threads.getAllThreadIds()) {
      var thread = threads.getThreadInfo(id);
      if (thread != null && thread.getThreadName().contains("jmh-worker")) {
        nanoseconds += Math.max(0, threads.getThreadCpuTime(id));
      }
    }
    return nanoseconds;
  }
}
