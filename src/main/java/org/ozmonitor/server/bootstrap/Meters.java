package org.ozmonitor.server.bootstrap;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Set;
import java.util.stream.DoubleStream;
import org.ozmonitor.server.telemetry.HostMetrics;

/// The registry of a node's meters: every timer is a histogram with fixed buckets, so that
/// quantiles can
/// be computed over all nodes.
final class Meters {
  /// The buckets that dashboards of OpenZeppelin Monitor know.
  private static final double[] RPC_SECONDS = {0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};

  private static final double[] SECONDS = {
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60
  };

  /// Meters that name their node, as dashboards and alerts of the predecessor expect.
  private static final Set<String> WITH_INSTANCE =
      Set.of(
          "oz.monitor.tenant.count",
          "oz.monitor.rpc.calls",
          "oz.monitor.cache.hits",
          "oz.monitor.cache.requests");

  private Meters() {}

  /// @param node its id
  static PrometheusMeterRegistry registry(String node) {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    registry.config().meterFilter(histograms()).meterFilter(instance(node));
    HostMetrics.bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    return registry;
  }

  private static MeterFilter instance(String node) {
    return new MeterFilter() {
      @Override
      public Meter.Id map(Meter.Id id) {
        return WITH_INSTANCE.contains(id.getName()) ? id.withTag(Tag.of("instance", node)) : id;
      }
    };
  }

  private static MeterFilter histograms() {
    return new MeterFilter() {
      @Override
      public DistributionStatisticConfig configure(
          Meter.Id id, DistributionStatisticConfig config) {
        if (id.getType() != Meter.Type.TIMER) {
          return config;
        }
        return DistributionStatisticConfig.builder()
            .percentilesHistogram(false)
            .percentiles()
            .serviceLevelObjectives(
                DoubleStream.of(id.getName().startsWith("rpc") ? RPC_SECONDS : SECONDS)
                    .map(seconds -> seconds * 1e9)
                    .toArray())
            .build()
            .merge(config);
      }
    };
  }
}
