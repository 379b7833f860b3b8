package org.ozmonitor.server.definition;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.ozmonitor.core.definition.Configuration;
import org.ozmonitor.core.definition.Monitor;

/// The gauges of OpenZeppelin Monitor that tell what is configured, under its names. Thread-safe.
public final class ConfigurationMetrics {
  /// What the gauges show.
  private record Counts(
      long monitors, long active, long triggers, long contracts, Map<String, Long> perNetwork) {}

  private final AtomicReference<Counts> counts =
      new AtomicReference<>(new Counts(0, 0, 0, 0, Map.of()));
  private final MultiGauge perNetwork;

  public ConfigurationMetrics(MeterRegistry registry) {
    gauge(registry, "monitors_total", "Total number of configured monitors", Counts::monitors);
    gauge(registry, "monitors_active", "Number of active monitors", Counts::active);
    gauge(registry, "triggers_total", "Total number of configured triggers", Counts::triggers);
    gauge(
        registry,
        "contracts_monitored",
        "Total number of contracts being monitored",
        Counts::contracts);
    gauge(
        registry,
        "networks_monitored",
        "Total number of networks being monitored",
        found -> found.perNetwork().size());
    perNetwork =
        MultiGauge.builder("network_monitors")
            .description("Number of monitors per network")
            .register(registry);
  }

  /// Shows a configuration.
  public void show(Configuration configuration) {
    List<Monitor> monitors =
        configuration.monitors().values().stream().map(entry -> entry.definition()).toList();
    Map<String, Long> networks = new TreeMap<>();
    Set<String> contracts = new HashSet<>();
    for (Monitor monitor : monitors) {
      for (String network : monitor.networks()) {
        if (!monitor.paused()) {
          networks.merge(network, 1L, Long::sum);
        }
        monitor
            .addresses()
            .forEach(monitored -> contracts.add(network + ":" + monitored.address()));
      }
    }
    counts.set(
        new Counts(
            monitors.size(),
            monitors.stream().filter(monitor -> !monitor.paused()).count(),
            configuration.triggers().size(),
            contracts.size(),
            Map.copyOf(networks)));
    perNetwork.register(
        networks.entrySet().stream()
            .<MultiGauge.Row<?>>map(
                entry -> MultiGauge.Row.of(Tags.of("network", entry.getKey()), entry.getValue()))
            .toList(),
        true);
  }

  private void gauge(
      MeterRegistry registry,
      String name,
      String description,
      java.util.function.ToDoubleFunction<Counts> value) {
    var _ =
        Gauge.builder(name, counts, held -> value.applyAsDouble(held.get()))
            .description(description)
            .register(registry);
  }
}
