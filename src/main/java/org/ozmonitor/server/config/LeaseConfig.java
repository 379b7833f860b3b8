package org.ozmonitor.server.config;

import java.time.Duration;

/// Settings of ownership. Immutable.
///
/// @param ttl a lease without a sign of life for this long can be taken over, at least 300 ms
/// @param renewInterval at most a third of `ttl`
public record LeaseConfig(Duration ttl, Duration renewInterval) {
  static LeaseConfig read(Settings settings) {
    var lease =
        new LeaseConfig(
            settings.duration("lease.ttl", Duration.ofSeconds(6), Duration.ofMillis(300)),
            settings.duration(
                "lease.renew_interval", Duration.ofSeconds(2), Duration.ofMillis(50)));
    settings.require(
        lease.renewInterval.multipliedBy(3).compareTo(lease.ttl) <= 0,
        "lease.renew_interval",
        "must be at most a third of lease.ttl");
    return lease;
  }
}
