package org.ozmonitor.server.balance;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.ozmonitor.core.tenant.TenantId;

/// The meters of the balance package; the leader's are above 0. Thread-safe.
final class BalanceMetrics {
  private final AtomicInteger workers = new AtomicInteger();
  private final AtomicInteger tenants = new AtomicInteger();

  BalanceMetrics(MeterRegistry registry) {
    Gauge.builder("oz.monitor.worker.count", workers, AtomicInteger::get)
        .description("live workers as the leader sees them; 0 where this node does not lead")
        .register(registry);
    Gauge.builder("oz.monitor.tenant.count", tenants, AtomicInteger::get)
        .description("tenants with active monitors; 0 where this node does not lead")
        .register(registry);
  }

  void observed(int liveWorkers, Collection<Set<TenantId>> tenantsByNetwork) {
    Set<TenantId> all = new HashSet<>();
    tenantsByNetwork.forEach(all::addAll);
    workers.set(liveWorkers);
    tenants.set(all.size());
  }

  void leadsNoMore() {
    workers.set(0);
    tenants.set(0);
  }
}
