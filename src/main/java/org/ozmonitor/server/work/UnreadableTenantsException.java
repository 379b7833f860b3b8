package org.ozmonitor.server.work;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.ozmonitor.core.definition.Configuration;
import org.ozmonitor.core.definition.Configuration.UnreadableEntry;
import org.ozmonitor.core.tenant.TenantId;

/// Some tenants of a lane have documents that cannot be read at the entry in hand: what they want
/// is not known, so nothing is evaluated for them.
final class UnreadableTenantsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Map<TenantId, Throwable> reasons;

  private UnreadableTenantsException(Map<TenantId, String> reasons) {
    super(String.join("; ", reasons.values()), null, false, false);
    this.reasons =
        reasons.entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    Map.Entry::getKey, it -> new IllegalStateException(it.getValue())));
  }

  /// Whether a configuration says of all these tenants what they want.
  static boolean isReadable(Configuration configuration, Set<TenantId> tenants) {
    return of(configuration, tenants).isEmpty();
  }

  static UnreadableTenantsException among(Configuration configuration, Set<TenantId> tenants) {
    return new UnreadableTenantsException(of(configuration, tenants));
  }

  private static Map<TenantId, String> of(Configuration configuration, Set<TenantId> tenants) {
    Collection<UnreadableEntry> unreadable = configuration.unreadable().values();
    return unreadable.isEmpty()
        ? Map.of()
        : unreadable.stream()
            .filter(it -> tenants.contains(it.tenant()))
            .collect(
                Collectors.toMap(
                    UnreadableEntry::tenant, UnreadableEntry::reason, (first, _) -> first));
  }

  /// The tenants, with what cannot be read.
  Map<TenantId, Throwable> reasons() {
    return reasons;
  }
}
