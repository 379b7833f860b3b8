package org.ozmonitor.server.config;

import java.util.List;
import java.util.Locale;
import java.util.Properties;

/// Settings of the cluster, used with `-cluster`. Immutable.
///
/// @param name nodes of other names are not seen
/// @param host own address, for Hazelcast and the event bus
/// @param port first of ten that are tried
/// @param members addresses without ports, not empty
public record ClusterConfig(
    String name, String host, int port, List<String> members, EventBus eventBus) {
  public ClusterConfig {
    members = List.copyOf(members);
  }

  /// Whether hints and requests travel over the event bus, and urgent hints through the database.
  public enum EventBus {
    ON,
    /// Nothing is sent or heard; results are the same, later. For tests and diagnosis.
    MUTED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static ClusterConfig read(Settings settings) {
    List<String> members = settings.list("cluster.members", List.of("127.0.0.1"));
    settings.require(!members.isEmpty(), "cluster.members", "must name at least one address");
    settings.require(
        members.stream()
            .noneMatch(member -> member.contains("-") && member.matches(".*:\\d+-\\d+")),
        "cluster.members",
        "must be addresses without port ranges");
    return new ClusterConfig(
        settings.text("cluster.name", "ozmonitor"),
        settings.text("cluster.host", "127.0.0.1"),
        settings.integer("cluster.port", 5820, 1, 65_525),
        members,
        settings.choice("cluster.event_bus", EventBus.class, EventBus.ON));
  }

  /// What fills the placeholders of `cluster.xml`.
  public Properties placeholders() {
    var properties = new Properties();
    properties.setProperty("ozm.cluster.name", name);
    properties.setProperty("ozm.cluster.host", host);
    properties.setProperty("ozm.cluster.port", Integer.toString(port));
    properties.setProperty("ozm.cluster.members", String.join(",", members));
    return properties;
  }
}
