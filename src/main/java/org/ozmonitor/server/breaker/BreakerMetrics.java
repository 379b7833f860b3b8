package org.ozmonitor.server.breaker;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The meters of breakers of tenants: how many are not closed, and some of them by tenant.
/// Thread-safe.
final class BreakerMetrics {
  /// Tenants that are labels at the same time.
  private static final int MOST_TENANTS = 20;

  private final Map<Guarded, BreakerState> tripped = new ConcurrentHashMap<>();
  private final MultiGauge byTenant;

  BreakerMetrics(MeterRegistry registry) {
    for (String kind : List.of("lane", "scripts")) {
      for (BreakerState state : List.of(BreakerState.OPEN, BreakerState.HALF_OPEN)) {
        Gauge.builder("ozm.breaker.state", () -> count(kind, state))
            .description("circuit breakers that are not closed")
            .tag("kind", "tenant_" + kind)
            .tag("state", state.word())
            .register(registry);
      }
    }
    byTenant =
        MultiGauge.builder("ozm.tenant.breaker.state")
            .description("1 half open, 2 open; the first tenants of those that are not closed")
            .register(registry);
  }

  private long count(String kind, BreakerState state) {
    return tripped.entrySet().stream()
        .filter(it -> it.getKey().kind().equals(kind) && it.getValue() == state)
        .count();
  }

  synchronized void changed(Guarded guarded, BreakerState state) {
    if (state == BreakerState.CLOSED) {
      tripped.remove(guarded);
    } else {
      tripped.put(guarded, state);
    }
    byTenant.register(
        tripped.entrySet().stream()
            .sorted(
                Comparator.comparing(
                    it -> it.getKey().tenant().value() + it.getKey().network().toString()))
            .limit(MOST_TENANTS)
            .<MultiGauge.Row<?>>map(
                it ->
                    MultiGauge.Row.of(
                        Tags.of(
                            "tenant",
                            it.getKey().tenant().toString(),
                            "kind",
                            it.getKey().kind(),
                            "network",
                            it.getKey().network().map(Object::toString).orElse("")),
                        it.getValue().gauge()))
            .toList(),
        true);
  }
}
