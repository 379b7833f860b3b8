package org.ozmonitor.server.script;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/// Every meter of scripts, by name. Thread-safe.
final class ScriptMetrics {
  private final MeterRegistry registry;

  ScriptMetrics(MeterRegistry registry, AtomicInteger inHand) {
    this.registry = registry;
    Gauge.builder("ozm.scripts.in.hand", inHand, AtomicInteger::get)
        .description("Scripts that run or wait for a free place")
        .strongReference(true)
        .register(registry);
  }

  void ran(ScriptJob.Kind kind, ScriptOutcome outcome, Duration took) {
    String name = kind.word();
    registry.counter("ozm.script.runs", "kind", name, "outcome", outcome.label()).increment();
    Timer.builder("ozm.script")
        .description("Time from the start of a script to its end")
        .tag("kind", name)
        .register(registry)
        .record(took);
  }
}
