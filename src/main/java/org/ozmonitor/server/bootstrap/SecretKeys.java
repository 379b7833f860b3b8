package org.ozmonitor.server.bootstrap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.ozmonitor.server.config.SecretsConfig;
import org.ozmonitor.server.config.ServerConfig;
import org.ozmonitor.server.postgres.DatabaseUrl;
import org.ozmonitor.server.secret.SealKey;
import org.ozmonitor.server.secret.SealKeys;

/// Which keys encrypt the secrets of a node's database.
final class SecretKeys {
  private SecretKeys() {}

  /// The key of the settings; else, with an embedded database, the one that lies beside it. A
  /// database elsewhere may be shared by machines, so that none of them may make a key by itself.
  /// Blocks.
  static Optional<SealKeys> of(ServerConfig config) {
    SecretsConfig secrets = config.secrets();
    List<SealKey> previous = secrets.previousKeys().stream().map(SecretKeys::key).toList();
    try {
      if (secrets.key().isPresent()) {
        SealKeys configured = new SealKeys(key(secrets.key().get()), previous);
        return Optional.of(configured.withPrevious(SealKeys.inDirectory(config.dataDir())));
      }
      return config.databaseUrl() instanceof DatabaseUrl.Embedded
          ? Optional.of(SealKeys.ofDirectory(config.dataDir(), previous))
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("the key of secrets cannot be read or written", e);
    }
  }

  private static SealKey key(SecretsConfig.Key configured) {
    return SealKey.parse(configured.base64());
  }
}
