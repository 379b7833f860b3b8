package org.ozmonitor.server.work;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.server.notification.NewDelivery;

/// A screening that this node may do until its claim ends. Immutable.
///
/// @param deliveries what is sent if the match is kept
/// @param held what is sent if it is kept, but not before it is confirmed
/// @param attempt number of this attempt, from 1
/// @param claimEpoch names this claim; a verdict under another epoch changes nothing
/// @param sinceFirstAttempt when the claim was made
/// @param match empty when it has moved on since: then there is nothing to ask
public record ClaimedScreening(
    TenantId tenant,
    UUID matchId,
    long seq,
    long configVersion,
    List<NewDelivery> deliveries,
    List<NewDelivery> held,
    int attempt,
    long claimEpoch,
    Duration sinceFirstAttempt,
    Optional<Match> match) {
  public ClaimedScreening {
    deliveries = List.copyOf(deliveries);
    held = List.copyOf(held);
  }

  /// What the scripts are asked about.
  ///
  /// @param monitorKey the monitor's name as it is compared
  /// @param conditions JSON text `{"trigger_conditions":[…]}` of the monitor at that configuration
  /// @param json the match tagged by chain
  public record Match(
      UUID monitor,
      int revision,
      String monitorKey,
      NetworkId network,
      String transactionId,
      String conditions,
      String json) {}
}
