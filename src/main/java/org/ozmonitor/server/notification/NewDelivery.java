package org.ozmonitor.server.notification;

import java.util.UUID;
import org.ozmonitor.core.definition.EntityIds;
import org.ozmonitor.core.tenant.TenantId;

/// An event of a match that a trigger must hear of. Immutable.
///
/// @param id follows from match, trigger, event and cause: the same on every node and in every
///     repetition; also the `webhook-id`
/// @param event `detected`, `confirmed`, `retracted` or `digest`
/// @param causeSeq seq of the block log entry that caused it
/// @param configVersion that entry's configuration
public record NewDelivery(
    UUID id,
    TenantId tenant,
    UUID match,
    UUID trigger,
    String event,
    long causeSeq,
    long configVersion) {
  /// With the id that it has.
  public NewDelivery(
      TenantId tenant, UUID match, UUID trigger, String event, long causeSeq, long configVersion) {
    this(
        EntityIds.delivery(match, trigger, event, causeSeq),
        tenant,
        match,
        trigger,
        event,
        causeSeq,
        configVersion);
  }
}
