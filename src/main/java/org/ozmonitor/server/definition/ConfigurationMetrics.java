package org.ozmonitor.server.definition;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.HashMap;
import java.util.Map;
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
  private final Map<String, Map<String, Long>> contracts = new HashMap<>();
  private Configuration shown = Configuration.empty();

  public ConfigurationMetrics(MeterRegistry registry) {
    total(registry, "monitors", "Total number of configured monitors", Counts::monitors);
    gauge(registry, "monitors_active", "Number of active monitors", Counts::active);
    total(registry, "triggers", "Total number of configured triggers", Counts::triggers);
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

  /// Shows a configuration; costs what differs from the one shown before.
  public synchronized void show(Configuration configuration) {
    configuration.monitorsSince(
        shown, begun -> count(begun.definition(), 1), ended -> count(ended.definition(), -1));
    shown = configuration;
    Map<String, Long> networks = new TreeMap<>();
    configuration
        .activeNetworks()
        .forEach(slug -> networks.put(slug, (long) configuration.activeMonitors(slug).size()));
    counts.set(
        new Counts(
            configuration.monitors().size(),
            configuration.activeCount(),
            configuration.triggers().size(),
            contracts.values().stream().mapToLong(Map::size).sum(),
            Map.copyOf(networks)));
    perNetwork.register(
        networks.entrySet().stream()
            .<MultiGauge.Row<?>>map(
                entry -> MultiGauge.Row.of(Tags.of("network", entry.getKey()), entry.getValue()))
            .toList(),
        true);
  }

  private void count(Monitor monitor, int change) {
    for (String network : monitor.networks()) {
      Map<String, Long> addresses = contracts.computeIfAbsent(network, _ -> new HashMap<>());
      monitor.addresses().forEach(monitored -> add(addresses, monitored.address(), change));
      if (addresses.isEmpty()) {
        contracts.remove(network);
      }
    }
  }

  private static void add(Map<String, Long> counted, String key, long change) {
    counted.merge(key, change, (before, more) -> before + more == 0 ? null : before + more);
  }

  /// A number under a name that ends in `_total`, which only counters may have: as a gauge it would
  /// lose its end.
  private void total(
      MeterRegistry registry,
      String name,
      String description,
      java.util.function.ToDoubleFunction<Counts> value) {
    var _ =
        FunctionCounter.builder(name, counts, held -> value.applyAsDouble(held.get()))
            .description(description)
            .register(registry);
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
