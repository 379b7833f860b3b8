package org.ozmonitor.server.retention;

import io.micrometer.core.instrument.MeterRegistry;

/// The meters of retention. Thread-safe.
final class RetentionMetrics {
  private final MeterRegistry registry;

  RetentionMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /// Rows, and for attempts days, that were removed.
  void removed(Sweep.Totals totals) {
    count("matches", totals.matches());
    count("block_log_entries", totals.entries());
    count("attempt_days", totals.attemptDays());
    count("evaluation_errors", totals.errors());
    count("revisions", totals.revisions());
  }

  private void count(String what, long number) {
    registry.counter("ozm.retention.removed", "what", what).increment((double) number);
  }

  void partFailed(String part) {
    registry.counter("ozm.retention.failures", "what", part).increment();
  }
}
