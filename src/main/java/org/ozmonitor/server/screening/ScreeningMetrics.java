package org.ozmonitor.server.screening;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/// Every meter of screening, by name. Thread-safe.
final class ScreeningMetrics {
  private final MeterRegistry registry;
  private final AtomicLong oldestDueMillis = new AtomicLong();

  ScreeningMetrics(MeterRegistry registry) {
    this.registry = registry;
    Gauge.builder("ozm.screening.oldest.due.seconds", oldestDueMillis, it -> it.get() / 1000.0)
        .description("How long the match that waits longest has waited for its filter scripts")
        .strongReference(true)
        .register(registry);
  }

  void settled(Verdict verdict, boolean written) {
    String outcome =
        switch (verdict) {
          case Verdict.Keep() -> written ? "kept" : "overtaken";
          case Verdict.Drop() -> written ? "filtered" : "overtaken";
          case Verdict.Again(_) -> "again";
        };
    registry.counter("ozm.screenings", "outcome", outcome).increment();
  }

  void oldestDue(Duration age) {
    oldestDueMillis.set(Math.max(0, age.toMillis()));
  }
}
