package org.ozmonitor.core.definition;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.definition.Configuration.Entry;
import org.ozmonitor.core.definition.Configuration.MonitorEntry;
import org.ozmonitor.core.definition.Configuration.NetworkEntry;
import org.ozmonitor.core.definition.Configuration.TenantEntry;
import org.ozmonitor.core.definition.Configuration.TriggerEntry;
import org.ozmonitor.core.definition.Configuration.UnreadableEntry;

/// The tables of a configuration on their way to the next version. Networks are few and copied;
/// tenants, monitors and triggers are many and shared. A change of a tenant costs what it has of
/// monitors, and only if they come or go with it. Confined to one thread.
final class ConfigurationChange {
  private UuidTrie<TenantEntry> tenants;
  private final Map<NetworkId, NetworkEntry> networks;
  private UuidTrie<MonitorEntry> monitors;
  private UuidTrie<UuidTrie<MonitorEntry>> perTenant;
  private UuidTrie<TriggerEntry> triggers;
  private final Map<String, ActiveMonitors> active;
  private int activeCount;
  private final Map<UUID, UnreadableEntry> unreadable;

  ConfigurationChange(ConfigurationTables before) {
    this.tenants = before.tenants();
    this.networks = new HashMap<>(before.networks());
    this.monitors = before.monitors();
    this.perTenant = before.perTenant();
    this.triggers = before.triggers();
    this.active = new HashMap<>(before.active());
    this.activeCount = before.activeCount();
    this.unreadable = new HashMap<>(before.unreadable());
  }

  void end(UUID id) {
    unreadable.remove(id);
    networks.remove(new NetworkId(id));
    triggers = triggers.without(id);
    if (tenants.containsKey(id)) {
      change(id, tenants.without(id));
    }
    MonitorEntry gone = monitors.get(id);
    if (gone != null) {
      inactive(gone);
      monitors = monitors.without(id);
      UuidTrie<MonitorEntry> others = of(gone.tenant().value()).without(id);
      perTenant =
          others.isEmpty()
              ? perTenant.without(gone.tenant().value())
              : perTenant.with(gone.tenant().value(), others);
    }
  }

  void begin(Entry entry) {
    switch (entry) {
      case TenantEntry tenant -> {
        UUID id = tenant.definition().id().value();
        unreadable.remove(id);
        change(id, tenants.with(id, tenant));
      }
      case NetworkEntry network -> networks.put(network.id(), network);
      case TriggerEntry trigger -> {
        unreadable.remove(trigger.id());
        triggers = triggers.with(trigger.id(), trigger);
      }
      case UnreadableEntry entity -> unreadable.put(entity.id(), entity);
      case MonitorEntry monitor -> {
        unreadable.remove(monitor.id());
        @Nullable MonitorEntry before = monitors.get(monitor.id());
        if (before != null) {
          inactive(before);
        }
        monitors = monitors.with(monitor.id(), monitor);
        UUID tenant = monitor.tenant().value();
        perTenant = perTenant.with(tenant, of(tenant).with(monitor.id(), monitor));
        active(monitor);
      }
    }
  }

  /// Takes a tenant's monitors out, or puts them in, when that is what its change means.
  private void change(UUID tenant, UuidTrie<TenantEntry> next) {
    if (isServed(tenants, tenant) == isServed(next, tenant)) {
      tenants = next;
      return;
    }
    of(tenant).values().forEach(this::inactive);
    tenants = next;
    of(tenant).values().forEach(this::active);
  }

  private UuidTrie<MonitorEntry> of(UUID tenant) {
    return perTenant.getOrDefault(tenant, UuidTrie.empty());
  }

  private static boolean isServed(UuidTrie<TenantEntry> tenants, UUID tenant) {
    TenantEntry entry = tenants.get(tenant);
    return entry == null || entry.definition().isServed();
  }

  private boolean isActive(MonitorEntry monitor) {
    return !monitor.definition().paused() && isServed(tenants, monitor.tenant().value());
  }

  private void inactive(MonitorEntry before) {
    if (!isActive(before)) {
      return;
    }
    activeCount--;
    for (String slug : before.definition().networks()) {
      active.computeIfPresent(
          slug,
          (_, others) -> {
            ActiveMonitors left = others.without(before.id());
            return left.isEmpty() ? null : left;
          });
    }
  }

  private void active(MonitorEntry entry) {
    if (!isActive(entry)) {
      return;
    }
    activeCount++;
    Monitor definition = entry.definition();
    var monitor = new ActiveMonitor(entry.tenant(), entry.id(), entry.revision(), definition);
    Set.copyOf(definition.networks())
        .forEach(
            slug ->
                active.compute(
                    slug,
                    (_, others) ->
                        (others == null ? ActiveMonitors.none() : others).with(monitor)));
  }

  ConfigurationTables tables() {
    return new ConfigurationTables(
        tenants,
        Collections.unmodifiableMap(networks),
        monitors,
        perTenant,
        triggers,
        Collections.unmodifiableMap(active),
        activeCount,
        Map.copyOf(unreadable));
  }
}
