package org.ozmonitor.core.definition;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.ozmonitor.core.tenant.TenantId;

/// The monitors that are to be evaluated on one network, in the order of their ids. An immutable
/// list; the next version of it shares what did not change.
public final class ActiveMonitors extends AbstractList<ActiveMonitor> {
  private static final ActiveMonitors NONE = new ActiveMonitors(UuidTrie.empty(), UuidTrie.empty());

  private final UuidTrie<ActiveMonitor> byId;
  private final UuidTrie<Integer> perTenant;

  private ActiveMonitors(UuidTrie<ActiveMonitor> byId, UuidTrie<Integer> perTenant) {
    this.byId = byId;
    this.perTenant = perTenant;
  }

  /// What makes one version out of another.
  ///
  /// @param begun revisions that are active from now on, each in place of an older one of its id
  /// @param ended ids of monitors that are not active any more
  public record Difference(List<ActiveMonitor> begun, Set<UUID> ended) {
    public boolean isNothing() {
      return begun.isEmpty() && ended.isEmpty();
    }

    public int size() {
      return begun.size() + ended.size();
    }
  }

  public static ActiveMonitors none() {
    return NONE;
  }

  /// These monitors and one more, or another revision of one of them.
  ActiveMonitors with(ActiveMonitor monitor) {
    ActiveMonitors others = without(monitor.id());
    UUID tenant = monitor.tenant().value();
    int before = others.perTenant.getOrDefault(tenant, 0);
    return new ActiveMonitors(
        others.byId.with(monitor.id(), monitor), others.perTenant.with(tenant, before + 1));
  }

  /// These monitors without one; the same object when it is not among them.
  ActiveMonitors without(UUID id) {
    ActiveMonitor gone = byId.get(id);
    if (gone == null) {
      return this;
    }
    UUID tenant = gone.tenant().value();
    int left = perTenant.getOrDefault(tenant, 0) - 1;
    return new ActiveMonitors(
        byId.without(id), left > 0 ? perTenant.with(tenant, left) : perTenant.without(tenant));
  }

  /// What differs from an earlier version, in time proportional to it when one came from the other.
  public Difference since(ActiveMonitors before) {
    List<ActiveMonitor> begun = new ArrayList<>();
    Set<UUID> ended = new HashSet<>();
    byId.since(before.byId, begun::add, ended::add);
    return new Difference(begun, ended);
  }

  /// Those with at least one monitor here.
  public Set<TenantId> tenants() {
    Set<TenantId> tenants = HashSet.newHashSet(perTenant.size());
    perTenant.keySet().forEach(id -> tenants.add(new TenantId(id)));
    return tenants;
  }

  @Override
  public ActiveMonitor get(int index) {
    return byId.valueAt(index);
  }

  @Override
  public int size() {
    return byId.size();
  }

  @Override
  public Iterator<ActiveMonitor> iterator() {
    return byId.values().iterator();
  }
}
