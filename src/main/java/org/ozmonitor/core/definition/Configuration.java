package org.ozmonitor.core.definition;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.tenant.TenantId;

/// Everything that matching reads besides blocks, at one version of the configuration log.
/// Immutable; a change copies the tables that it touches, and only the lists of networks that a
/// changed monitor names.
public final class Configuration {
  private static final Comparator<ActiveMonitor> BY_ID = Comparator.comparing(ActiveMonitor::id);
  private static final Configuration EMPTY =
      new Configuration(0, Map.of(), Map.of(), Map.of(), Map.of());

  private final long version;
  private final Map<NetworkId, NetworkEntry> networks;
  private final Map<UUID, MonitorEntry> monitors;
  private final Map<UUID, TriggerEntry> triggers;
  private final Map<String, List<ActiveMonitor>> active;

  private Configuration(
      long version,
      Map<NetworkId, NetworkEntry> networks,
      Map<UUID, MonitorEntry> monitors,
      Map<UUID, TriggerEntry> triggers,
      Map<String, List<ActiveMonitor>> active) {
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
    Map<NetworkId, NetworkEntry> newNetworks = new HashMap<>(networks);
    Map<UUID, MonitorEntry> newMonitors = new HashMap<>(monitors);
    Map<UUID, TriggerEntry> newTriggers = new HashMap<>(triggers);
    Set<UUID> changedMonitors = new HashSet<>();
    for (UUID id : changes.ended()) {
      newNetworks.remove(new NetworkId(id));
      newTriggers.remove(id);
      if (newMonitors.remove(id) != null) {
        changedMonitors.add(id);
      }
    }
    for (Entry entry : changes.begun()) {
      switch (entry) {
        case NetworkEntry network -> newNetworks.put(network.id(), network);
        case TriggerEntry trigger -> newTriggers.put(trigger.id(), trigger);
        case MonitorEntry monitor -> {
          newMonitors.put(monitor.id(), monitor);
          changedMonitors.add(monitor.id());
        }
      }
    }
    return new Configuration(
        newVersion,
        Collections.unmodifiableMap(newNetworks),
        Collections.unmodifiableMap(newMonitors),
        Collections.unmodifiableMap(newTriggers),
        activeAfter(changedMonitors, newMonitors));
  }

  /// The monitors that are to be evaluated on a network: not paused, in the order of their ids. The
  /// list is the same object as long as nothing in it changes.
  public List<ActiveMonitor> activeMonitors(String networkSlug) {
    return active.getOrDefault(networkSlug, List.of());
  }

  /// The tenants with at least one active monitor on a network.
  public Set<TenantId> tenantsOn(String networkSlug) {
    Set<TenantId> tenants = new HashSet<>();
    activeMonitors(networkSlug).forEach(monitor -> tenants.add(monitor.tenant()));
    return Collections.unmodifiableSet(tenants);
  }

  /// The trigger that a tenant's monitors name by this key.
  public Optional<TriggerEntry> trigger(TenantId tenant, String key) {
    return Optional.ofNullable(triggers.get(EntityIds.trigger(tenant, key)));
  }

  private Map<String, List<ActiveMonitor>> activeAfter(
      Set<UUID> changed, Map<UUID, MonitorEntry> newMonitors) {
    if (changed.isEmpty()) {
      return active;
    }
    Map<String, List<ActiveMonitor>> added = new HashMap<>();
    Set<String> touched = new TreeSet<>();
    for (UUID id : changed) {
      MonitorEntry before = monitors.get(id);
      if (before != null) {
        touched.addAll(before.definition().networks());
      }
      MonitorEntry after = newMonitors.get(id);
      if (after != null) {
        touched.addAll(after.definition().networks());
        addActive(after, added);
      }
    }
    Map<String, List<ActiveMonitor>> result = new HashMap<>(active);
    for (String slug : touched) {
      List<ActiveMonitor> list = new ArrayList<>(activeMonitors(slug));
      list.removeIf(monitor -> changed.contains(monitor.id()));
      list.addAll(added.getOrDefault(slug, List.of()));
      list.sort(BY_ID);
      result.put(slug, List.copyOf(list));
    }
    result.values().removeIf(Collection::isEmpty);
    return Collections.unmodifiableMap(result);
  }

  private static void addActive(MonitorEntry entry, Map<String, List<ActiveMonitor>> lists) {
    Monitor monitor = entry.definition();
    if (monitor.paused()) {
      return;
    }
    for (String slug : Set.copyOf(monitor.networks())) {
      lists
          .computeIfAbsent(slug, _ -> new ArrayList<>())
          .add(new ActiveMonitor(entry.tenant(), entry.id(), entry.revision(), monitor));
    }
  }
}
