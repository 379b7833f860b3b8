package org.ozmonitor.server.config;

import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

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
    Optional<Key> key,
    List<Key> previousKeys) {
  private static final int KEY_BYTES = 32;

  /// A key: {@value #KEY_BYTES} bytes in base64. Its text form does not show it.
  public record Key(String base64) {
    public Key {
      if (length(base64) != KEY_BYTES) {
        throw new IllegalArgumentException("must be " + KEY_BYTES + " bytes in base64");
      }
    }

    private static int length(String base64) {
      try {
        return Base64.getDecoder().decode(base64).length;
      } catch (IllegalArgumentException notBase64) {
        return -1;
      }
    }

    @Override
    public String toString() {
      return "***";
    }
  }

  static SecretsConfig read(Settings settings) {
    return new SecretsConfig(
        settings.list("secrets.environment", List.of()),
        settings.duration("secrets.cache_ttl", Duration.ofMinutes(5), Duration.ofSeconds(1)),
        settings.duration("secrets.stale_for", Duration.ofHours(1), Duration.ZERO),
        settings.parsed("secrets.key", Optional.empty(), text -> Optional.of(new Key(text))),
        settings.parsedList("secrets.previous_keys", Key::new));
  }
}
