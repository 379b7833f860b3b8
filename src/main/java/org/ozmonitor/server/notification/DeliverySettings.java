package org.ozmonitor.server.notification;

import java.time.Duration;

/// Settings of delivery. Immutable.
///
/// @param horizon from the first attempt to the dead letter
/// @param timeout of one attempt in total, connection included; above zero
/// @param maxInFlight claims in memory at once, at least 1
/// @param allowPrivate whether receivers may stand on private addresses
public record DeliverySettings(
    Duration horizon, Duration timeout, int maxInFlight, boolean allowPrivate) {
  /// As documented in `conf/config.yaml`.
  public static final DeliverySettings DEFAULT =
      new DeliverySettings(Duration.ofDays(3), Duration.ofSeconds(15), 512, false);

  /// How long a claim lasts: an attempt, the write of its answer, and as much again.
  Duration claimTimeout() {
    return timeout.multipliedBy(2);
  }
}
