package org.ozmonitor.core.definition;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.tenant.TenantId;

/// Everything that matching reads besides blocks, at one version of the configuration log.
/// Immutable; a change costs what it changes and shares the rest with the version before.
public final class Configuration {
  private static final Configuration EMPTY =
      new Configuration(0, Map.of(), UuidTrie.empty(), UuidTrie.empty(), Map.of());

  private final long version;
  private final Map<NetworkId, NetworkEntry> networks;
  private final UuidTrie<MonitorEntry> monitors;
  private final UuidTrie<TriggerEntry> triggers;
  private final Map<String, ActiveMonitors> active;

  private Configuration(
      long version,
      Map<NetworkId, NetworkEntry> networks,
      UuidTrie<MonitorEntry> monitors,
      UuidTrie<TriggerEntry> triggers,
      Map<String, ActiveMonitors> active) {
    this.version = version;
    this.networks = networks;
    this.monitors = monitors;
    this.triggers = triggers;
    this.active = active;
  }

  /// One revision of an entity.
  public sealed interface Entry {
    /// Counts the revisions of this entity from 1.
    int revision();
  }

  /// One revision of a network.
  public record NetworkEntry(NetworkId id, int revision, Network definition) implements Entry {}

  /// One revision of a tenant's monitor.
  public record MonitorEntry(TenantId tenant, UUID id, int revision, Monitor definition)
      implements Entry {}

  /// One revision of a tenant's trigger.
  public record TriggerEntry(TenantId tenant, UUID id, int revision, Trigger definition)
      implements Entry {}

  /// What differs between two versions.
  ///
  /// @param begun revisions that are valid from now on; each replaces the one of the same entity
  /// @param ended ids of entities without a revision from now on
  public record Changes(List<Entry> begun, Set<UUID> ended) {
    public Changes {
      begun = List.copyOf(begun);
      ended = Set.copyOf(ended);
    }
  }

  /// Version 0: nothing is configured.
  public static Configuration empty() {
    return EMPTY;
  }

  public long version() {
    return version;
  }

  public Map<NetworkId, NetworkEntry> networks() {
    return networks;
  }

  public Map<UUID, MonitorEntry> monitors() {
    return monitors;
  }

  public Map<UUID, TriggerEntry> triggers() {
    return triggers;
  }

  /// This configuration after some changes.
  ///
  /// @param newVersion at least this version
  public Configuration with(long newVersion, Changes changes) {
    if (newVersion < version) {
      throw new IllegalArgumentException("version " + newVersion + " is before " + version);
    }
    var next = new ConfigurationChange(networks, monitors, triggers, active);
    changes.ended().forEach(next::end);
    changes.begun().forEach(next::begin);
    return new Configuration(
        newVersion, next.networks(), next.monitors(), next.triggers(), next.active());
  }

  /// The monitors that differ from an earlier version, in time proportional to their number when
  /// one version came from the other.
  ///
  /// @param begun takes each revision that is valid here and was not valid there
  /// @param ended takes each revision that was valid there and is not valid here
  public void monitorsSince(
      Configuration before, Consumer<MonitorEntry> begun, Consumer<MonitorEntry> ended) {
    monitors.since(before.monitors, begun, _ -> {});
    before.monitors.since(monitors, ended, _ -> {});
  }

  /// The monitors that are to be evaluated on a network: not paused, in the order of their ids. The
  /// list is the same object as long as nothing in it changes.
  public ActiveMonitors activeMonitors(String networkSlug) {
    return active.getOrDefault(networkSlug, ActiveMonitors.none());
  }

  /// The tenants with at least one active monitor on a network.
  public Set<TenantId> tenantsOn(String networkSlug) {
    return Collections.unmodifiableSet(activeMonitors(networkSlug).tenants());
  }

  /// The trigger that a tenant's monitors name by this key.
  public Optional<TriggerEntry> trigger(TenantId tenant, String key) {
    return Optional.ofNullable(triggers.get(EntityIds.trigger(tenant, key)));
  }
}
