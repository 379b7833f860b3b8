package org.ozmonitor.server.config;

import java.time.Duration;

/// Settings of delivery. Immutable.
///
/// @param horizon after its first attempt a delivery is given up at this age, at least 1 min
/// @param timeout of one request in all, at least 100 ms
/// @param maxInFlight requests at the same time on a node, at least 1
/// @param claimTimeout after this a claim of a silent node is void; longer than `timeout`
public record DeliveryConfig(
    Duration horizon, Duration timeout, int maxInFlight, Duration claimTimeout) {
  static DeliveryConfig read(Settings settings) {
    var delivery =
        new DeliveryConfig(
            settings.duration("delivery.horizon", Duration.ofDays(3), Duration.ofMinutes(1)),
            settings.duration("delivery.timeout", Duration.ofSeconds(15), Duration.ofMillis(100)),
            settings.integer("delivery.max_in_flight", 512, 1, 100_000),
            settings.duration(
                "delivery.claim_timeout", Duration.ofSeconds(60), Duration.ofMillis(200)));
    settings.require(
        delivery.claimTimeout.compareTo(delivery.timeout) > 0,
        "delivery.claim_timeout",
        "must be longer than delivery.timeout");
    return delivery;
  }
}
