package org.ozmonitor.core.tenant;

import java.util.Locale;

/// What a tenant may have only so much of.
public enum TenantLimit {
  /// Monitors, paused ones too.
  MAX_MONITORS,
  /// Matches in one block of one network that are alerted one by one.
  MATCHES_PER_BLOCK,
  /// Matches in a minute of block time on one network that are alerted one by one.
  MATCHES_PER_MINUTE,
  /// Calls a minute to endpoints that the tenant brings itself.
  RPC_PER_MINUTE,
  /// Deliveries on their way at once, on one node.
  DELIVERIES_IN_FLIGHT;

  /// As documents, settings and commands write it.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
