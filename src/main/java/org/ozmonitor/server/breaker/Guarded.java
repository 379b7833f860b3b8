package org.ozmonitor.server.breaker;

import java.util.Optional;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.tenant.TenantId;

/// What a breaker guards the others against. Immutable.
///
/// @param network whose blocks are evaluated and stored for the tenant; empty: its filter scripts
public record Guarded(TenantId tenant, Optional<NetworkId> network) {
  /// Evaluation and storage of a tenant's matches on a network.
  public static Guarded lane(TenantId tenant, NetworkId network) {
    return new Guarded(tenant, Optional.of(network));
  }

  /// The filter scripts of a tenant.
  public static Guarded scripts(TenantId tenant) {
    return new Guarded(tenant, Optional.empty());
  }

  /// The label of meters.
  String kind() {
    return network.isPresent() ? "lane" : "scripts";
  }
}
