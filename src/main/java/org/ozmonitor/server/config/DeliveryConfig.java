package org.ozmonitor.server.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// Settings of delivery. Immutable.
///
/// @param horizon after its first attempt a delivery is given up at this age, at least 1 min
/// @param timeout of one request in all, at least 100 ms
/// @param maxInFlight deliveries in hand at the same time on a node, at least 1
/// @param maxInFlightPerTenant of one tenant, at least 1; by default a quarter of `maxInFlight`
/// @param maxInFlightPerEndpoint requests to one endpoint at the same time, at least 1
/// @param smtpTrust file of certificates (PEM) that mail servers may have, instead of the
/// platform's
/// @param claimTimeout after this a claim of a silent node is void; longer than `timeout`
public record DeliveryConfig(
    Duration horizon,
    Duration timeout,
    int maxInFlight,
    int maxInFlightPerTenant,
    int maxInFlightPerEndpoint,
    Duration claimTimeout,
    Optional<Path> smtpTrust) {
  static DeliveryConfig read(Settings settings) {
    int maxInFlight = settings.integer("delivery.max_in_flight", 2048, 1, 100_000);
    var delivery =
        new DeliveryConfig(
            settings.duration("delivery.horizon", Duration.ofDays(3), Duration.ofMinutes(1)),
            settings.duration("delivery.timeout", Duration.ofSeconds(15), Duration.ofMillis(100)),
            maxInFlight,
            settings.integer(
                "delivery.max_in_flight_per_tenant", Math.max(1, maxInFlight / 4), 1, 100_000),
            settings.integer("delivery.max_in_flight_per_endpoint", 64, 1, 10_000),
            settings.duration(
                "delivery.claim_timeout", Duration.ofSeconds(60), Duration.ofMillis(200)),
            settings.optionalText("delivery.smtp_trust").map(Path::of));
    delivery.smtpTrust.ifPresent(
        file ->
            settings.require(
                Files.isReadable(file), "delivery.smtp_trust", "must be a file that can be read"));
    settings.require(
        delivery.claimTimeout.compareTo(delivery.timeout) > 0,
        "delivery.claim_timeout",
        "must be longer than delivery.timeout");
    return delivery;
  }
}
