package org.ozmonitor.server.notification;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// Settings of delivery. Immutable.
///
/// @param horizon from the first attempt to the dead letter
/// @param timeout of one attempt in total, connection included; above zero
/// @param claimTimeout how long a claim lasts: longer than `timeout`, to leave time for the
/// answer's write
/// @param maxInFlight claims in memory at once, at least 1
/// @param maxInFlightPerTenant of one tenant, at least 1
/// @param maxInFlightPerEndpoint requests to one endpoint at once, at least 1
/// @param allowPrivate whether receivers may stand on private addresses
/// @param smtpTrust certificates (PEM) that mail servers may have, instead of the platform's
public record DeliverySettings(
    Duration horizon,
    Duration timeout,
    Duration claimTimeout,
    int maxInFlight,
    int maxInFlightPerTenant,
    int maxInFlightPerEndpoint,
    boolean allowPrivate,
    Optional<Path> smtpTrust) {
  /// As documented in `conf/config.yaml`.
  public static final DeliverySettings DEFAULT =
      new DeliverySettings(
          Duration.ofDays(3), Duration.ofSeconds(15), Duration.ofSeconds(60), 2048, 512, 64, false);

  /// With the platform's certificate authorities.
  public DeliverySettings(
      Duration horizon,
      Duration timeout,
      Duration claimTimeout,
      int maxInFlight,
      int maxInFlightPerTenant,
      int maxInFlightPerEndpoint,
      boolean allowPrivate) {
    this(
        horizon,
        timeout,
        claimTimeout,
        maxInFlight,
        maxInFlightPerTenant,
        maxInFlightPerEndpoint,
        allowPrivate,
        Optional.empty());
  }

  public DeliverySettings {
    if (claimTimeout.compareTo(timeout) <= 0) {
      throw new IllegalArgumentException("a claim must last longer than an attempt");
    }
  }
}
