package org.ozmonitor.core.notification;

import java.util.Map;
import java.util.UUID;
import org.ozmonitor.core.tenant.TenantId;

/// One event of one match on its way to one trigger, whatever the channel. Immutable.
///
/// @param tenant whose match it is
/// @param delivery the id that is the same over retries and replays
/// @param event `detected`, `confirmed`, `retracted` or `digest`
/// @param sequence seq of the block log entry that caused it; rises per match
/// @param matchJson the match as OpenZeppelin Monitor writes it, in any key order
/// @param variables template variables, flat
/// @param suppressed alerts of the monitor that noise control kept back since the last one sent
public record OutboundMessage(
    TenantId tenant,
    UUID delivery,
    UUID match,
    String event,
    long sequence,
    String matchJson,
    Map<String, String> variables,
    long suppressed) {
  /// From here on `suppressed` says only that there were as many at least.
  public static final int MOST_COUNTED = 100_000;

  public OutboundMessage {
    variables = Map.copyOf(variables);
  }
}
