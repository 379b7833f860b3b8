package org.ozmonitor.server.watch;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;

/// The meters of watching. Thread-safe. Gauges of a network read NaN while another node watches it.
final class WatchMetrics {
  private final MeterRegistry registry;
  private final Map<String, OfNetwork> networks = new ConcurrentHashMap<>();

  WatchMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  OfNetwork network(String slug) {
    return networks.computeIfAbsent(slug, key -> new OfNetwork(registry, key));
  }

  /// The meters of one network; written on the watcher's context, read by the scrape.
  static final class OfNetwork {
    private final Counter reorgs;
    private final DistributionSummary reorgDepth;
    private final Timer appended;
    private volatile double behind = Double.NaN;
    private volatile double epoch = Double.NaN;
    private volatile double callsPerBlock = Double.NaN;
    private final Map<MissedBlocks.State, AtomicLong> missed =
        new EnumMap<>(MissedBlocks.State.class);
    private final Counter skipped;
    private LongSupplier blockCalls = () -> 0;
    private long callsBefore;
    private long appendedBlocks;

    private OfNetwork(MeterRegistry registry, String slug) {
      reorgs = registry.counter("ozm.reorgs", "network", slug);
      reorgDepth = registry.summary("ozm.reorg.depth", "network", slug);
      appended =
          Timer.builder("ozm.stage")
              .tags("stage", "appended", "network", slug)
              .description("from seeing a new head to the committed append")
              .register(registry);
      skipped = registry.counter("ozm.skipped.blocks", "network", slug);
      for (MissedBlocks.State state : MissedBlocks.State.values()) {
        AtomicLong blocks = new AtomicLong();
        missed.put(state, blocks);
        Gauge.builder("ozm.missed.blocks", blocks, AtomicLong::get)
            .tags("network", slug, "state", state.word())
            .description("blocks that were given up, and what became of them")
            .register(registry);
      }
      gauge(registry, "oz.monitor.blocks.behind", slug, meters -> meters.behind);
      gauge(registry, "block.checkpoint.lag", slug, meters -> meters.behind);
      gauge(registry, "ozm.lease.epoch", slug, meters -> meters.epoch);
      gauge(registry, "ozm.rpc.calls.per.block", slug, meters -> meters.callsPerBlock);
    }

    void owned(long leaseEpoch) {
      epoch = leaseEpoch;
    }

    void lost() {
      behind = Double.NaN;
      epoch = Double.NaN;
      callsPerBlock = Double.NaN;
    }

    void behind(long blocks) {
      behind = blocks;
    }

    /// Counts calls and blocks from here on.
    ///
    /// @param calls questions about blocks so far
    void countFrom(LongSupplier calls) {
      blockCalls = calls;
      callsBefore = calls.getAsLong();
      appendedBlocks = 0;
    }

    void appended(long blocks, long sinceHeadNanos) {
      appended.record(sinceHeadNanos, TimeUnit.NANOSECONDS);
      appendedBlocks += blocks;
      if (appendedBlocks > 0) {
        callsPerBlock = (double) (blockCalls.getAsLong() - callsBefore) / appendedBlocks;
      }
    }

    void skipped(long blocks) {
      skipped.increment((double) blocks);
    }

    void missed(MissedBlocks.State state, long blocks) {
      AtomicLong gauge = missed.get(state);
      if (gauge != null) {
        gauge.set(blocks);
      }
    }

    void reorganised(int depth) {
      reorgs.increment();
      reorgDepth.record(depth);
    }

    private void gauge(
        MeterRegistry registry, String name, String slug, ToDoubleFunction<OfNetwork> value) {
      Gauge.builder(name, this, value)
          .tag("network", slug)
          .strongReference(true)
          .register(registry);
    }
  }
}
