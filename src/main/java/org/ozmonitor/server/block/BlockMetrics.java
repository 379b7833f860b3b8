package org.ozmonitor.server.block;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/// The meters of the block store. Thread-safe.
final class BlockMetrics {
  private final Tier memory;
  private final Tier bus;

  BlockMetrics(MeterRegistry registry, BlockMemory blocks) {
    memory = new Tier(registry, "memory");
    bus = new Tier(registry, "bus");
    Gauge.builder("ozm.block.store.bytes", blocks, BlockMemory::bytes)
        .description("payloads held in memory")
        .register(registry);
  }

  Tier memory() {
    return memory;
  }

  Tier bus() {
    return bus;
  }

  /// One tier of the store.
  static final class Tier {
    private final Counter requests;
    private final Counter hits;

    Tier(MeterRegistry registry, String tier) {
      requests = registry.counter("oz.monitor.cache.requests", "tier", tier);
      hits = registry.counter("oz.monitor.cache.hits", "tier", tier);
    }

    void asked() {
      requests.increment();
    }

    void hit() {
      hits.increment();
    }
  }
}
