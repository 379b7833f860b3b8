package org.ozmonitor.server.notification;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import org.ozmonitor.core.notification.OutboundMessage;
import org.ozmonitor.core.tenant.TenantId;

/// A delivery that this node may send until the claim ends, with all that is needed to send it.
/// Immutable.
///
/// @param event `detected`, `confirmed`, `retracted` or `digest`
/// @param attempt number of this attempt, from 1
/// @param claimEpoch names this claim; an answer under another epoch changes nothing
/// @param claimedUntil end of the claim by the database's clock
/// @param claimedNanos monotonic time before the claim was made
/// @param deadlineNanos monotonic time at which the claim has ended for us: not after it has ended
/// for others
/// @param sinceFirstAttempt when the claim was made
/// @param sinceCreated when the claim was made
/// @param network slug
/// @param trigger the newest revision of the trigger; empty when it was deleted
/// @param disabled why the endpoint of that revision gets nothing any more
/// @param orderKey where the trigger wants its deliveries in order: what they share
/// @param replay whether a dead letter was brought back
/// @param suppressed alerts of the monitor that were kept back since the one before
public record ClaimedDelivery(
    TenantId tenant,
    UUID id,
    UUID match,
    UUID triggerId,
    String event,
    long causeSeq,
    int attempt,
    long claimEpoch,
    OffsetDateTime claimedUntil,
    long claimedNanos,
    long deadlineNanos,
    Duration sinceFirstAttempt,
    Duration sinceCreated,
    String network,
    MatchContent content,
    Optional<TriggerRevision> trigger,
    Optional<String> disabled,
    Optional<UUID> orderKey,
    boolean replay,
    long suppressed) {
  /// A trigger as stored.
  ///
  /// @param document its JSON
  public record TriggerRevision(String key, int revision, String document) {}

  OutboundMessage message() {
    return new OutboundMessage(
        tenant, id, match, event, causeSeq, content.json(), content.variables(), suppressed);
  }

  boolean isExpired(long nowNanos) {
    return nowNanos - deadlineNanos >= 0;
  }
}
