package org.ozmonitor.server.redis;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// The meters of the connection to Redis. Thread-safe.
final class RedisMetrics {
  private final Timer commands;
  private final Counter timeouts;
  private final Counter refusals;
  private final Counter losses;

  RedisMetrics(MeterRegistry registry, BooleanSupplier connected) {
    commands =
        Timer.builder("ozm.redis.command")
            .description("commands that were answered")
            .register(registry);
    timeouts = failures(registry, "timeout");
    refusals = failures(registry, "refused");
    losses = failures(registry, "connection");
    Gauge.builder("ozm.redis.up", connected, it -> it.getAsBoolean() ? 1 : 0)
        .description("1 while Redis is connected")
        .strongReference(true)
        .register(registry);
  }

  private static Counter failures(MeterRegistry registry, String reason) {
    return registry.counter("ozm.redis.failures", "reason", reason);
  }

  void answered(long nanos) {
    commands.record(nanos, TimeUnit.NANOSECONDS);
  }

  /// An answer did not come in time.
  void timeout() {
    timeouts.increment();
  }

  /// The server answered with an error, or the connection ended first.
  void refused() {
    refusals.increment();
  }

  /// The connection was lost, or could not be made.
  void lost() {
    losses.increment();
  }
}
