package org.ozmonitor.server.block;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/// The meters of the block store. Thread-safe.
final class BlockMetrics {
  private final Level memory;
  private final Level redis;
  private final Level owner;
  private final Level rpc;
  private final Counter cacheRequests;
  private final Counter cacheHits;
  private final Counter stored;
  private final Counter notStored;

  BlockMetrics(MeterRegistry registry, BlockMemory blocks) {
    memory = new Level(registry, "memory");
    redis = new Level(registry, "redis");
    owner = new Level(registry, "owner");
    rpc = new Level(registry, "rpc");
    cacheRequests = registry.counter("oz.monitor.cache.requests");
    cacheHits = registry.counter("oz.monitor.cache.hits");
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

  /// Somebody needed a block: memory or Redis had it, or it had to be asked for.
  void lookedUp(boolean cached) {
    cacheRequests.increment();
    if (cached) {
      cacheHits.increment();
    }
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

    private Level(MeterRegistry registry, String level) {
      hits = requests(registry, level, "hit");
      misses = requests(registry, level, "miss");
      errors = requests(registry, level, "error");
    }

    private static Counter requests(MeterRegistry registry, String level, String outcome) {
      return registry.counter("ozm.block.store.requests", "level", level, "outcome", outcome);
    }

    void hit() {
      hits.increment();
    }

    /// It was asked and does not have the block.
    void miss() {
      misses.increment();
    }

    /// It could not be asked, or what it answered cannot be used.
    void error() {
      errors.increment();
    }
  }
}
