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
import org.ozmonitor.core.definition.Configuration.TriggerEntry;

/// The tables of a configuration on their way to the next version. Networks are few and copied;
/// monitors and triggers are many and shared. Confined to one thread.
final class ConfigurationChange {
  private final Map<NetworkId, NetworkEntry> networks;
  private UuidTrie<MonitorEntry> monitors;
  private UuidTrie<TriggerEntry> triggers;
  private final Map<String, ActiveMonitors> active;

  ConfigurationChange(
      Map<NetworkId, NetworkEntry> networks,
      UuidTrie<MonitorEntry> monitors,
      UuidTrie<TriggerEntry> triggers,
      Map<String, ActiveMonitors> active) {
    this.networks = new HashMap<>(networks);
    this.monitors = monitors;
    this.triggers = triggers;
    this.active = new HashMap<>(active);
  }

  void end(UUID id) {
    networks.remove(new NetworkId(id));
    triggers = triggers.without(id);
    inactive(monitors.get(id));
    monitors = monitors.without(id);
  }

  void begin(Entry entry) {
    switch (entry) {
      case NetworkEntry network -> networks.put(network.id(), network);
      case TriggerEntry trigger -> triggers = triggers.with(trigger.id(), trigger);
      case MonitorEntry monitor -> {
        inactive(monitors.get(monitor.id()));
        monitors = monitors.with(monitor.id(), monitor);
        active(monitor);
      }
    }
  }

  private void inactive(@Nullable MonitorEntry before) {
    if (before != null) {
      for (String slug : before.definition().networks()) {
        active.computeIfPresent(
            slug,
            (_, monitors) -> {
              ActiveMonitors left = monitors.without(before.id());
              return left.isEmpty() ? null : left;
            });
      }
    }
  }

  private void active(MonitorEntry entry) {
    Monitor definition = entry.definition();
    if (!definition.paused()) {
      var monitor = new ActiveMonitor(entry.tenant(), entry.id(), entry.revision(), definition);
      Set.copyOf(definition.networks())
          .forEach(
              slug ->
                  active.compute(
                      slug,
                      (_, others) ->
                          (others == null ? ActiveMonitors.none() : others).with(monitor)));
    }
  }

  Map<NetworkId, NetworkEntry> networks() {
    return Collections.unmodifiableMap(networks);
  }

  UuidTrie<MonitorEntry> monitors() {
    return monitors;
  }

  UuidTrie<TriggerEntry> triggers() {
    return triggers;
  }

  Map<String, ActiveMonitors> active() {
    return Collections.unmodifiableMap(active);
  }
}
