package org.ozmonitor.core.definition;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.tenant.Tenant;
import org.ozmonitor.core.tenant.TenantId;

/// Everything that matching reads besides blocks, at one version of the configuration log.
/// Immutable; a change costs what it changes and shares the rest with the version before.
public final class Configuration {
  private static final Configuration EMPTY = new Configuration(0, ConfigurationTables.EMPTY);

  private final long version;
  private final ConfigurationTables tables;

  private Configuration(long version, ConfigurationTables tables) {
    this.version = version;
    this.tables = tables;
  }

  /// One revision of an entity.
  public sealed interface Entry {
    /// Counts the revisions of this entity from 1.
    int revision();
  }

  /// One revision of a tenant.
  public record TenantEntry(int revision, Tenant definition) implements Entry {}

  /// One revision of a network.
  public record NetworkEntry(NetworkId id, int revision, Network definition) implements Entry {}

  /// One revision of a tenant's monitor.
  public record MonitorEntry(TenantId tenant, UUID id, int revision, Monitor definition)
      implements Entry {}

  /// One revision of a tenant's trigger.
  public record TriggerEntry(TenantId tenant, UUID id, int revision, Trigger definition)
      implements Entry {}

  /// One revision of a tenant, or of what a tenant has, whose document this node cannot read. It
  /// replaces nothing: what was valid before is still shown, but may not be evaluated.
  ///
  /// @param reason for people
  public record UnreadableEntry(TenantId tenant, UUID id, int revision, String reason)
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
    return tables.networks();
  }

  public Map<UUID, MonitorEntry> monitors() {
    return tables.monitors();
  }

  public Map<UUID, TriggerEntry> triggers() {
    return tables.triggers();
  }

  /// What could not be read, by entity.
  public Map<UUID, UnreadableEntry> unreadable() {
    return tables.unreadable();
  }

  /// This configuration after some changes.
  ///
  /// @param newVersion at least this version
  public Configuration with(long newVersion, Changes changes) {
    if (newVersion < version) {
      throw new IllegalArgumentException("version " + newVersion + " is before " + version);
    }
    var next = new ConfigurationChange(tables);
    changes.ended().forEach(next::end);
    changes.begun().forEach(next::begin);
    return new Configuration(newVersion, next.tables());
  }

  /// The monitors that differ from an earlier version, in time proportional to their number when
  /// one version came from the other.
  ///
  /// @param begun takes each revision that is valid here and was not valid there
  /// @param ended takes each revision that was valid there and is not valid here
  public void monitorsSince(
      Configuration before, Consumer<MonitorEntry> begun, Consumer<MonitorEntry> ended) {
    tables.monitors().since(before.tables.monitors(), begun, _ -> {});
    before.tables.monitors().since(tables.monitors(), ended, _ -> {});
  }

  /// A tenant; one that this configuration says nothing of is active, of normal priority and
  /// without limits.
  public Tenant tenant(TenantId id) {
    TenantEntry entry = tables.tenants().get(id.value());
    return entry == null ? Tenant.unknown(id) : entry.definition();
  }

  /// The tenants that this configuration says something of, or that have a monitor, by id.
  public List<Tenant> tenants() {
    Set<UUID> ids = new TreeSet<>(tables.tenants().keySet());
    ids.addAll(tables.perTenant().keySet());
    return ids.stream().map(id -> tenant(new TenantId(id))).toList();
  }

  /// Whether a tenant's monitors are evaluated.
  public boolean isServed(TenantId id) {
    return tenant(id).isServed();
  }

  /// The monitors of a tenant, whether they are evaluated or not.
  public Map<UUID, MonitorEntry> monitorsOf(TenantId id) {
    return tables.perTenant().getOrDefault(id.value(), UuidTrie.empty());
  }

  /// The monitors that are to be evaluated on a network: not paused, and of a tenant that is
  /// served; in the order of their ids. The list is the same object as long as nothing in it
  /// changes.
  public ActiveMonitors activeMonitors(String networkSlug) {
    return tables.active().getOrDefault(networkSlug, ActiveMonitors.none());
  }

  /// The slugs of the networks with at least one monitor that is to be evaluated.
  public Set<String> activeNetworks() {
    return tables.active().keySet();
  }

  /// How many monitors are to be evaluated, on whatever networks.
  public int activeCount() {
    return tables.activeCount();
  }

  /// The tenants with at least one active monitor on a network.
  public Set<TenantId> tenantsOn(String networkSlug) {
    return Collections.unmodifiableSet(activeMonitors(networkSlug).tenants());
  }

  /// The trigger that a tenant's monitors name by this key.
  public Optional<TriggerEntry> trigger(TenantId tenant, String key) {
    return Optional.ofNullable(tables.triggers().get(EntityIds.trigger(tenant, key)));
  }
}
