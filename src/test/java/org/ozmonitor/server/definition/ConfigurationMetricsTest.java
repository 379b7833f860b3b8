package org.ozmonitor.server.definition;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.definition.Configuration;
import org.ozmonitor.core.definition.Configuration.Changes;
import org.ozmonitor.core.definition.Configuration.MonitorEntry;
import org.ozmonitor.core.definition.EntityIds;
import org.ozmonitor.core.definition.Monitor;
import org.ozmonitor.core.definition.Monitor.MonitoredAddress;
import org.ozmonitor.core.tenant.TenantId;

class ConfigurationMetricsTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ConfigurationMetrics metrics = new ConfigurationMetrics(registry);

  @Test
  void countsWhatIsConfiguredAfterEachChange() {
    var first =
        Configuration.empty()
            .with(
                1,
                begun(
                    monitor("a", 1, false, List.of("eth"), "0x1", "0x2"),
                    monitor("b", 1, false, List.of("eth", "base"), "0x2"),
                    monitor("c", 1, true, List.of("eth"), "0x3")));
    metrics.show(first);
    assertThat(gauges()).containsExactly(3.0, 2.0, 4.0, 2.0);
    assertThat(onNetwork("eth")).isEqualTo(2);

    var second =
        first.with(
            2,
            new Changes(
                List.of(monitor("a", 2, true, List.of("eth"), "0x1")),
                Set.of(EntityIds.monitor(TenantId.DEFAULT, "b"))));
    metrics.show(second);
    assertThat(gauges()).containsExactly(2.0, 0.0, 2.0, 0.0);
    assertThat(registry.find("network_monitors").gauge()).isNull();

    metrics.show(first);
    assertThat(gauges()).containsExactly(3.0, 2.0, 4.0, 2.0);
    assertThat(onNetwork("base")).isEqualTo(1);
  }

  private List<Double> gauges() {
    return Stream.concat(
            Stream.of(registry.get("monitors").functionCounter().count()),
            Stream.of("monitors_active", "contracts_monitored", "networks_monitored")
                .map(name -> registry.get(name).gauge().value()))
        .toList();
  }

  private double onNetwork(String slug) {
    return registry.get("network_monitors").tag("network", slug).gauge().value();
  }

  private static Changes begun(Configuration.Entry... entries) {
    return new Changes(Arrays.asList(entries), Set.of());
  }

  private static MonitorEntry monitor(
      String name, int revision, boolean paused, List<String> networks, String... addresses) {
    var monitor =
        new Monitor(
            name,
            networks,
            paused,
            Arrays.stream(addresses)
                .map(address -> new MonitoredAddress(address, Optional.empty()))
                .toList(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            "[]",
            false,
            Optional.empty());
    return new MonitorEntry(
        TenantId.DEFAULT, EntityIds.monitor(TenantId.DEFAULT, name), revision, monitor);
  }
}
