package org.ozmonitor.server.rpc;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/// The meters of one endpoint. Its label is the endpoint's text form, never its URL. Thread-safe.
final class EndpointMetrics {
  private static final String ANSWERED = "ok";

  private final MeterRegistry registry;
  private final Tags tags;
  private final List<Gauge> gauges = new ArrayList<>();
  private final Counter answered;
  private final AtomicLong head;
  private final AtomicLong active;
  private final AtomicLong breaker;
  private final AtomicLong batches;
  private final AtomicLong blockReceipts;
  private final Map<Exclusion, AtomicLong> excluded = new EnumMap<>(Exclusion.class);

  EndpointMetrics(MeterRegistry registry, String network, Endpoint endpoint) {
    this.registry = registry;
    this.tags = Tags.of("network", network, "endpoint", endpoint.toString());
    this.answered = outcome(ANSWERED);
    this.head = gauge("ozm.rpc.endpoint.head", tags, 0);
    this.active = gauge("ozm.rpc.endpoint.active", tags, 0);
    this.breaker = gauge("ozm.rpc.breaker.state", tags, 0);
    this.batches = gauge("ozm.rpc.endpoint.offers", tags.and("feature", "batch"), 1);
    this.blockReceipts = gauge("ozm.rpc.endpoint.offers", tags.and("feature", "block_receipts"), 1);
    for (Exclusion reason : Exclusion.values()) {
      excluded.put(
          reason, gauge("ozm.rpc.endpoint.excluded", tags.and("reason", reason.word()), 0));
    }
  }

  void answered() {
    answered.increment();
  }

  void failed(RpcException.Kind kind) {
    outcome(kind.outcome()).increment();
  }

  void head(long height) {
    head.set(height);
  }

  void active(boolean is) {
    active.set(is ? 1 : 0);
  }

  /// @param state 0 closed, 1 half open, 2 open
  void breaker(int state) {
    breaker.set(state);
  }

  void offersBatches(boolean does) {
    offers(batches, "batch", does);
  }

  void offersBlockReceipts(boolean does) {
    offers(blockReceipts, "block_receipts", does);
  }

  private void offers(AtomicLong value, String feature, boolean does) {
    value.set(does ? 1 : 0);
    if (!does) {
      registry.counter("ozm.rpc.endpoint.refusals", tags.and("feature", feature)).increment();
    }
  }

  /// Counts each time that an exclusion begins.
  void excluded(Exclusion reason, boolean is) {
    AtomicLong value = excluded.get(reason);
    if (value != null && value.getAndSet(is ? 1 : 0) == 0 && is) {
      registry
          .counter("ozm.rpc.endpoint.exclusions", tags.and("reason", reason.word()))
          .increment();
    }
  }

  /// Takes the gauges away; the counters stay.
  void close() {
    gauges.forEach(registry::remove);
  }

  private Counter outcome(String outcome) {
    return registry.counter("ozm.rpc.endpoint.calls", tags.and("outcome", outcome));
  }

  private AtomicLong gauge(String name, Tags of, long initial) {
    AtomicLong value = new AtomicLong(initial);
    gauges.add(
        Gauge.builder(name, value, AtomicLong::get)
            .tags(of)
            .strongReference(true)
            .register(registry));
    return value;
  }
}
