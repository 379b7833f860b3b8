package org.ozmonitor.server.block;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;

/// The meters of the block store. Thread-safe.
final class BlockMetrics {
  private final Level memory;
  private final Level redis;
  private final Level owner;
  private final Level rpc;
  private final Counter stored;
  private final Counter notStored;

  BlockMetrics(MeterRegistry registry, BlockMemory blocks) {
    memory = new Level(registry, "memory", true);
    redis = new Level(registry, "redis", true);
    owner = new Level(registry, "owner", false);
    rpc = new Level(registry, "rpc", false);
    stored = registry.counter("ozm.block.store.shared", "outcome", "stored");
    notStored = registry.counter("ozm.block.store.shared", "outcome", "left_out");
    Gauge.builder("ozm.block.store.bytes", blocks, BlockMemory::bytes)
        .description("payloads held in memory")
        .register(registry);
  }

  Level memory() {
    return memory;
  }

  Level redis() {
    return redis;
  }

  Level owner() {
    return owner;
  }

  Level rpc() {
    return rpc;
  }

  /// A payload was offered to Redis.
  void shared(boolean succeeded) {
    (succeeded ? stored : notStored).increment();
  }

  /// One level of the store.
  static final class Level {
    private final Counter hits;
    private final Counter misses;
    private final Counter errors;
    private final Optional<Counter> cacheRequests;
    private final Optional<Counter> cacheHits;

    /// @param cache whether it counts as a cache in the metrics of the orchestrator
    private Level(MeterRegistry registry, String level, boolean cache) {
      hits = requests(registry, level, "hit");
      misses = requests(registry, level, "miss");
      errors = requests(registry, level, "error");
      cacheRequests = cache(registry, cache, "oz.monitor.cache.requests", level);
      cacheHits = cache(registry, cache, "oz.monitor.cache.hits", level);
    }

    private static Optional<Counter> cache(
        MeterRegistry registry, boolean cache, String name, String level) {
      return cache ? Optional.of(registry.counter(name, "tier", level)) : Optional.empty();
    }

    private static Counter requests(MeterRegistry registry, String level, String outcome) {
      return registry.counter("ozm.block.store.requests", "level", level, "outcome", outcome);
    }

    void hit() {
      hits.increment();
      cacheRequests.ifPresent(Counter::increment);
      cacheHits.ifPresent(Counter::increment);
    }

    /// It was asked and does not have the block.
    void miss() {
      misses.increment();
      cacheRequests.ifPresent(Counter::increment);
    }

    /// It could not be asked, or what it answered cannot be used.
    void error() {
      errors.increment();
      cacheRequests.ifPresent(Counter::increment);
    }
  }
}
