package org.ozmonitor.server.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.ozmonitor.server.secret.SealKey;

/// Settings of secrets. Immutable; its text form shows no key.
///
/// @param environment names of the variables that documents may name, with `*` for any characters
/// @param cacheTtl how long what a vault said is used before it is asked again, at least 1 s
/// @param staleFor so much longer the last value is used while the vault cannot be asked
/// @param key encrypts secrets in the database; empty: the one of the data directory
/// @param previousKeys encrypted them before
public record SecretsConfig(
    List<String> environment,
    Duration cacheTtl,
    Duration staleFor,
    Optional<SealKey> key,
    List<SealKey> previousKeys) {
  static SecretsConfig read(Settings settings) {
    return new SecretsConfig(
        settings.list("secrets.environment", List.of()),
        settings.duration("secrets.cache_ttl", Duration.ofMinutes(5), Duration.ofSeconds(1)),
        settings.duration("secrets.stale_for", Duration.ofHours(1), Duration.ZERO),
        settings.parsed("secrets.key", Optional.empty(), text -> Optional.of(SealKey.parse(text))),
        settings.parsedList("secrets.previous_keys", SealKey::parse));
  }
}
