package org.ozmonitor.server.config;

import java.time.Duration;
import java.util.List;

/// Settings of secrets. Immutable.
///
/// @param environment names of the variables that documents may name, with `*` for any characters
/// @param cacheTtl how long what a vault said is used before it is asked again, at least 1 s
/// @param staleFor so much longer the last value is used while the vault cannot be asked
public record SecretsConfig(List<String> environment, Duration cacheTtl, Duration staleFor) {
  static SecretsConfig read(Settings settings) {
    return new SecretsConfig(
        settings.list("secrets.environment", List.of()),
        settings.duration("secrets.cache_ttl", Duration.ofMinutes(5), Duration.ofSeconds(1)),
        settings.duration("secrets.stale_for", Duration.ofHours(1), Duration.ZERO));
  }
}
