package org.ozmonitor.core.definition;

import java.util.Map;
import java.util.UUID;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.definition.Configuration.MonitorEntry;
import org.ozmonitor.core.definition.Configuration.NetworkEntry;
import org.ozmonitor.core.definition.Configuration.TenantEntry;
import org.ozmonitor.core.definition.Configuration.TriggerEntry;
import org.ozmonitor.core.definition.Configuration.UnreadableEntry;

/// What one version of the configuration consists of. Immutable.
///
/// @param perTenant the monitors once more, by tenant
/// @param active what is to be evaluated, by slug of the network; no list is empty
/// @param activeCount how many monitors stand in them, each counted once
/// @param unreadable revisions whose documents cannot be read; few
record ConfigurationTables(
    UuidTrie<TenantEntry> tenants,
    Map<NetworkId, NetworkEntry> networks,
    UuidTrie<MonitorEntry> monitors,
    UuidTrie<UuidTrie<MonitorEntry>> perTenant,
    UuidTrie<TriggerEntry> triggers,
    Map<String, ActiveMonitors> active,
    int activeCount,
    Map<UUID, UnreadableEntry> unreadable) {
  static final ConfigurationTables EMPTY =
      new ConfigurationTables(
          UuidTrie.empty(),
          Map.of(),
          UuidTrie.empty(),
          UuidTrie.empty(),
          UuidTrie.empty(),
          Map.of(),
          0,
          Map.of());
}
