package org.ozmonitor.server.telemetry;

import com.sun.management.OperatingSystemMXBean;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// What a node did lately, from the meters of its features: for autoscaling, which reads gauges,
/// and
/// for what the node says about itself. Thread-safe.
public final class NodeMetrics {
  /// How often to {@link #look}, at least.
  public static final Duration LOOK_EVERY = Duration.ofSeconds(5);

  private static final Duration RATE_WINDOW = Duration.ofMinutes(1);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final String PROCESSING = "oz.monitor.block.processing.duration";

  private final MeterRegistry registry;
  private final LongSupplier nanoTime;
  private final long startedNanos;
  private final OperatingSystemMXBean system;
  private final RecentRise calls;
  private final RecentRise matches;
  private final RecentRise errors;
  private final RecentRise cacheHits;
  private final RecentRise cacheRequests;
  private final RecentRise blocks;
  private final RecentRise blockMillis;

  /// @param nanoTime monotonic
  public NodeMetrics(MeterRegistry registry, LongSupplier nanoTime) {
    this.registry = registry;
    this.nanoTime = nanoTime;
    this.startedNanos = nanoTime.getAsLong();
    this.system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    this.calls = new RecentRise(() -> counted("oz.monitor.rpc.calls"), RATE_WINDOW, nanoTime);
    this.matches = new RecentRise(() -> counted("ozm.matches"), HOUR, nanoTime);
    this.errors = new RecentRise(() -> counted("ozm.evaluation.errors"), HOUR, nanoTime);
    this.cacheHits = new RecentRise(() -> counted("oz.monitor.cache.hits"), HOUR, nanoTime);
    this.cacheRequests = new RecentRise(() -> counted("oz.monitor.cache.requests"), HOUR, nanoTime);
    this.blocks = new RecentRise(this::blocks, HOUR, nanoTime);
    this.blockMillis = new RecentRise(this::blockMillis, HOUR, nanoTime);
    Gauge.builder("rpc_rate_per_second", calls, RecentRise::perSecond)
        .description("calls to endpoints in the last minute, for each second")
        .strongReference(true)
        .register(registry);
    Gauge.builder("ozm.node.healthy", this, it -> it.health().isHealthy() ? 1 : 0)
        .description("1 while processor, heap and errors of the last hour are within bounds")
        .strongReference(true)
        .register(registry);
  }

  /// Looks at the counters; without it the windows are as long as nobody asks.
  public void look() {
    calls.look();
    matches.look();
    errors.look();
    cacheHits.look();
    cacheRequests.look();
    blocks.look();
    blockMillis.look();
  }

  /// What the node can say about itself now.
  public NodeHealth health() {
    double processed = blocks.rise();
    return new NodeHealth(
        Math.max(0, system.getProcessCpuLoad()) * 100,
        heap(),
        calls.perSecond(),
        processed == 0 ? 0 : blockMillis.rise() / processed,
        Math.round(errors.rise()),
        Math.round(matches.rise()),
        Math.round(cacheHits.rise()),
        Math.round(cacheRequests.rise()),
        TimeUnit.NANOSECONDS.toSeconds(nanoTime.getAsLong() - startedNanos));
  }

  private static double heap() {
    MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    return heap.getMax() <= 0 ? 0 : 100.0 * heap.getUsed() / heap.getMax();
  }

  private double counted(String name) {
    return registry.find(name).counters().stream().mapToDouble(Counter::count).sum();
  }

  private double blocks() {
    return registry.find(PROCESSING).timers().stream().mapToLong(Timer::count).sum();
  }

  private double blockMillis() {
    return registry.find(PROCESSING).timers().stream()
        .mapToDouble(timer -> timer.totalTime(TimeUnit.MILLISECONDS))
        .sum();
  }
}
