package org.ozmonitor.server.work;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// The meters of the work package. Thread-safe.
final class WorkMetrics {
  private final MeterRegistry registry;
  private final Map<String, Network> networks = new ConcurrentHashMap<>();
  private final AtomicLong configVersion = new AtomicLong();
  private final AtomicInteger tenants = new AtomicInteger();

  WorkMetrics(MeterRegistry registry) {
    this.registry = registry;
    Gauge.builder("ozm.config.version", configVersion, AtomicLong::get)
        .description("configuration version that the newest lane evaluates with")
        .register(registry);
    Gauge.builder("oz.monitor.tenant.count", tenants, AtomicInteger::get)
        .description("tenants in the lanes of this worker")
        .register(registry);
    Gauge.builder("tenant_count", tenants, AtomicInteger::get)
        .description("the same for autoscaling")
        .register(registry);
  }

  /// The lanes of this worker are these.
  void serves(List<Lane> lanes) {
    tenants.set((int) lanes.stream().flatMap(lane -> lane.tenants().stream()).distinct().count());
  }

  /// What the lanes of one network report, by lane.
  private record Network(
      Map<UUID, Long> lag, Map<UUID, Map<String, Integer>> monitors, Set<String> buckets) {
    long maxLag() {
      return lag.values().stream().mapToLong(Long::longValue).max().orElse(0);
    }

    int monitorsIn(String bucket) {
      return monitors.values().stream().mapToInt(it -> it.getOrDefault(bucket, 0)).sum();
    }
  }

  /// Entries that a lane still has to commit.
  void lag(String network, UUID lane, long entries) {
    if (!network.isEmpty()) {
      of(network).lag().put(lane, Math.max(0, entries));
    }
  }

  /// @param monitors the number of monitors in each bucket of the lane's index
  void indexed(String network, UUID lane, Map<String, Integer> monitors, long version) {
    configVersion.accumulateAndGet(version, Math::max);
    if (!network.isEmpty()) {
      Network known = of(network);
      known.monitors().put(lane, Map.copyOf(monitors));
      monitors.keySet().stream()
          .filter(known.buckets()::add)
          .forEach(bucket -> registerBucket(network, known, bucket));
    }
  }

  void stopped(UUID lane) {
    for (Network network : networks.values()) {
      network.lag().remove(lane);
      network.monitors().remove(lane);
    }
  }

  /// How long a block took from the log to its commit.
  void processed(String network, Duration took) {
    timer("oz.monitor.block.processing.duration", network).record(took);
  }

  void matched(String network, Duration took) {
    stage("matched", network).record(took);
  }

  void committed(String network, Duration took) {
    stage("committed", network).record(took);
  }

  void matches(String network, int count) {
    registry.counter("ozm.matches", "network", network).increment(count);
  }

  void confirmed(String network, int count) {
    registry.counter("ozm.matches.confirmed", "network", network).increment(count);
  }

  void evaluationErrors(String network, int count) {
    registry.counter("ozm.evaluation.errors", "network", network).increment(count);
  }

  private Timer timer(String name, String network) {
    return Timer.builder(name).tag("network", network).register(registry);
  }

  private Timer stage(String stage, String network) {
    return Timer.builder("ozm.stage")
        .tag("stage", stage)
        .tag("network", network)
        .publishPercentileHistogram()
        .register(registry);
  }

  private Network of(String network) {
    return networks.computeIfAbsent(network, this::register);
  }

  private Network register(String slug) {
    var network =
        new Network(
            new ConcurrentHashMap<>(), new ConcurrentHashMap<>(), ConcurrentHashMap.newKeySet());
    Gauge.builder("ozm.lane.lag", network, Network::maxLag)
        .tag("network", slug)
        .description("entries of the block log that the slowest lane has not committed")
        .register(registry);
    return network;
  }

  private void registerBucket(String slug, Network network, String bucket) {
    var _ =
        Gauge.builder("ozm.index.monitors", network, it -> it.monitorsIn(bucket))
            .tag("network", slug)
            .tag("bucket", bucket)
            .description("monitors in the indexes of the lanes, by where the index keeps them")
            .register(registry);
  }
}
