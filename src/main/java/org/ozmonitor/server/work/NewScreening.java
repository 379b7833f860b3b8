package org.ozmonitor.server.work;

import java.util.List;
import java.util.UUID;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.server.notification.NewDelivery;

/// A match whose filter scripts are to be asked before anyone hears of it. Immutable.
///
/// @param seq of the entry that caused the match
/// @param configVersion that entry's configuration
/// @param deliveries what is sent if it is kept
/// @param held what is sent if it is kept, but not before it is confirmed
public record NewScreening(
    TenantId tenant,
    UUID match,
    long seq,
    long configVersion,
    List<NewDelivery> deliveries,
    List<NewDelivery> held) {
  public NewScreening {
    deliveries = List.copyOf(deliveries);
    held = List.copyOf(held);
  }

  /// The same, of which nobody hears whatever comes of it.
  NewScreening silent() {
    return new NewScreening(tenant, match, seq, configVersion, List.of(), List.of());
  }
}
