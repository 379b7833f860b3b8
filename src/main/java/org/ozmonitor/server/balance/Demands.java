package org.ozmonitor.server.balance;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ozmonitor.core.balance.PlacementStrategy;
import org.ozmonitor.core.balance.TenantActivity;
import org.ozmonitor.core.balance.TenantDemand;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.definition.Configuration;
import org.ozmonitor.core.definition.Monitor;
import org.ozmonitor.core.tenant.TenantId;

/// Who needs a worker, and on which networks a lane. Immutable; made anew when the configuration or
/// the tenants of lanes have changed.
///
/// @param tenants those with active monitors, and those that only have lanes
/// @param byNetwork the tenants with active monitors
record Demands(List<TenantDemand> tenants, Map<NetworkId, Set<TenantId>> byNetwork) {
  /// Calls to endpoints that a block takes.
  private static final double CALLS_PER_BLOCK = 2;

  private static final double MINUTE_MS = 60_000;

  /// What a configuration demands.
  ///
  /// @param walked the tenants of lanes: what was found for them is followed, whatever they have
  /// now
  /// @param matches found for a tenant in the last hour; looked at by activity-based placement only
  static Demands of(
      Configuration configuration,
      Set<TenantId> walked,
      PlacementStrategy strategy,
      Map<TenantId, Long> matches) {
    Map<NetworkId, Set<TenantId>> byNetwork = new HashMap<>();
    Map<TenantId, Double> calls = new HashMap<>();
    configuration
        .networks()
        .forEach(
            (id, network) -> {
              Set<TenantId> there = configuration.tenantsOn(network.definition().slug());
              if (!there.isEmpty()) {
                byNetwork.put(id, there);
                double perMinute = CALLS_PER_BLOCK * MINUTE_MS / network.definition().blockTimeMs();
                there.forEach(tenant -> calls.merge(tenant, perMinute, Double::sum));
              }
            });
    Set<TenantId> all = new HashSet<>(walked);
    all.addAll(calls.keySet());
    boolean byActivity = strategy == PlacementStrategy.ACTIVITY_BASED;
    List<TenantDemand> demands = new ArrayList<>(all.size());
    for (TenantId tenant : all) {
      double activity =
          byActivity
              ? new TenantActivity(
                      calls.getOrDefault(tenant, 0.0),
                      complexity(configuration, tenant),
                      matches.getOrDefault(tenant, 0L))
                  .score()
              : 0;
      int priority = configuration.tenant(tenant).priority().weight();
      demands.add(new TenantDemand(tenant, priority, activity, calls.containsKey(tenant)));
    }
    return new Demands(List.copyOf(demands), Map.copyOf(byNetwork));
  }

  private static double complexity(Configuration configuration, TenantId tenant) {
    return configuration.monitorsOf(tenant).values().stream()
        .mapToInt(entry -> conditions(entry.definition()))
        .average()
        .orElse(0);
  }

  private static int conditions(Monitor monitor) {
    return monitor.functions().size()
        + monitor.events().size()
        + monitor.transactions().size()
        + monitor.triggerConditions().size();
  }
}
