package org.ozmonitor.server.rpc;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/// The meters of one network's client; names and labels are OpenZeppelin Monitor's. Thread-safe.
final class RpcMetrics {
  private static final Duration[] BUCKETS = {
    Duration.ofMillis(10),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofMillis(2500),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10)
  };

  private final MeterRegistry registry;
  private final String network;
  private final Counter calls;
  private final Timer duration;
  private final LongAdder blockCalls = new LongAdder();
  private final AtomicLong subscribed = new AtomicLong();
  private final Gauge subscribedGauge;

  RpcMetrics(MeterRegistry registry, String network) {
    this.registry = registry;
    this.network = network;
    this.calls = registry.counter("oz.monitor.rpc.calls", "network", network);
    this.duration =
        Timer.builder("rpc.request.duration")
            .tag("network", network)
            .serviceLevelObjectives(BUCKETS)
            .register(registry);
    this.subscribedGauge =
        Gauge.builder("ozm.rpc.heads.subscribed", subscribed, AtomicLong::get)
            .tag("network", network)
            .strongReference(true)
            .register(registry);
    seed();
  }

  void asked(JsonRpcRequest request) {
    calls.increment();
    registry.counter("rpc.requests", "network", network, "method", request.method()).increment();
    if (!request.aboutHead()) {
      blockCalls.increment();
    }
  }

  void answered(long tookNanos) {
    duration.record(tookNanos, TimeUnit.NANOSECONDS);
  }

  void failed(Endpoint endpoint, RpcException.Kind kind, int code) {
    errors(code, kind.errorType()).increment();
    if (kind == RpcException.Kind.RATE_LIMIT) {
      registry
          .counter("rpc.rate.limits", "network", network, "endpoint", endpoint.host())
          .increment();
    }
  }

  void wasNull(JsonRpcRequest request) {
    registry
        .counter("rpc.null.results", "network", network, "method", request.method())
        .increment();
  }

  void rotated(RpcException.Kind kind) {
    rotations(kind).increment();
  }

  long blockCalls() {
    return blockCalls.sum();
  }

  /// Somebody was told of a head.
  void headHinted() {
    registry.counter("ozm.rpc.head.hints", "network", network).increment();
  }

  /// Whether a subscription to new heads stands.
  void subscribed(boolean is) {
    subscribed.set(is ? 1 : 0);
  }

  EndpointMetrics endpoint(Endpoint endpoint) {
    return new EndpointMetrics(registry, network, endpoint);
  }

  /// Takes the gauges away; the counters stay.
  void close() {
    registry.remove(subscribedGauge);
  }

  /// What upstream's dashboards expect to be there from the start.
  private void seed() {
    List<Counter> seeded =
        List.of(
            errors(429, RpcException.Kind.RATE_LIMIT.errorType()),
            errors(500, RpcException.Kind.HTTP.errorType()),
            errors(0, RpcException.Kind.NETWORK.errorType()),
            errors(0, RpcException.Kind.JSONRPC.errorType()),
            errors(0, RpcException.Kind.MALFORMED.errorType()),
            rotations(RpcException.Kind.RATE_LIMIT),
            rotations(RpcException.Kind.NETWORK),
            rotations(RpcException.Kind.JSONRPC));
    seeded.forEach(counter -> counter.increment(0));
  }

  private Counter errors(int code, String type) {
    return registry.counter(
        "rpc.request.errors",
        "network",
        network,
        "status_code",
        Integer.toString(code),
        "error_type",
        type);
  }

  private Counter rotations(RpcException.Kind kind) {
    return registry.counter(
        "rpc.endpoint.rotations", "network", network, "reason", kind.rotationReason());
  }
}
