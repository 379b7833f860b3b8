package org.ozmonitor.server.notification;

import java.util.UUID;
import org.ozmonitor.core.definition.EntityIds;
import org.ozmonitor.core.tenant.TenantId;

/// An event of a match that a trigger must hear of. Immutable.
///
/// @param event `detected`, `confirmed`, `retracted` or `digest`
/// @param causeSeq seq of the block log entry that caused it
/// @param configVersion that entry's configuration
public record NewDelivery(
    TenantId tenant, UUID match, UUID trigger, String event, long causeSeq, long configVersion) {
  /// The same on every node and in every repetition; also the `webhook-id`.
  public UUID id() {
    return EntityIds.delivery(match, trigger, event, causeSeq);
  }
}
