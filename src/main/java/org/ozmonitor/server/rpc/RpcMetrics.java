package org.ozmonitor.server.rpc;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
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

  RpcMetrics(MeterRegistry registry, String network) {
    this.registry = registry;
    this.network = network;
    this.calls = registry.counter("oz.monitor.rpc.calls", "network", network);
    this.duration =
        Timer.builder("rpc.request.duration")
            .tag("network", network)
            .serviceLevelObjectives(BUCKETS)
            .register(registry);
  }

  void asked(JsonRpcRequest request) {
    calls.increment();
    registry.counter("rpc.requests", "network", network, "method", request.method()).increment();
    if (!request.method().equals("eth_blockNumber")) {
      blockCalls.increment();
    }
  }

  void answered(long tookNanos) {
    duration.record(tookNanos, TimeUnit.NANOSECONDS);
  }

  void failed(Endpoint endpoint, RpcException.Kind kind, int code) {
    registry
        .counter(
            "rpc.request.errors",
            "network",
            network,
            "status_code",
            Integer.toString(code),
            "error_type",
            kind.errorType())
        .increment();
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
    registry
        .counter("rpc.endpoint.rotations", "network", network, "reason", kind.rotationReason())
        .increment();
  }

  long blockCalls() {
    return blockCalls.sum();
  }
}
