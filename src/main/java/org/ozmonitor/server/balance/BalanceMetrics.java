package org.ozmonitor.server.balance;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;
import org.ozmonitor.core.balance.AssignmentReason;

/// The meters of the balance package; the leader's are above 0. Thread-safe.
final class BalanceMetrics {
  private final MeterRegistry registry;
  private final AtomicInteger workers = new AtomicInteger();
  private final AtomicInteger tenants = new AtomicInteger();
  private final AtomicInteger unassigned = new AtomicInteger();
  private final AtomicInteger wanted = new AtomicInteger();

  BalanceMetrics(MeterRegistry registry) {
    this.registry = registry;
    gauge("oz.monitor.worker.count", workers, "live workers as the leader sees them");
    gauge("ozm.tenants", tenants, "tenants with active monitors");
    gauge("ozm.tenants.unassigned", unassigned, "tenants that fit on no worker");
    gauge("ozm.workers.wanted", wanted, "workers that all tenants together need by their limit");
  }

  private void gauge(String name, AtomicInteger value, String description) {
    var _ =
        Gauge.builder(name, value, AtomicInteger::get)
            .description(description + "; 0 where this node does not lead")
            .register(registry);
  }

  /// @param workersWanted for all tenants, at the limit
  void observed(int liveWorkers, int demanded, int nowhere, int workersWanted) {
    workers.set(liveWorkers);
    tenants.set(demanded);
    unassigned.set(nowhere);
    wanted.set(workersWanted);
  }

  void assigned(AssignmentReason reason) {
    registry.counter("ozm.assignments", "reason", reason.toString()).increment();
  }

  void leadsNoMore() {
    observed(0, 0, 0, 0);
  }
}
