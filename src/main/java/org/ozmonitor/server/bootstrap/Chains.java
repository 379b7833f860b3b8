package org.ozmonitor.server.bootstrap;

import java.util.List;
import java.util.Optional;
import org.ozmonitor.core.definition.SecretValue;
import org.ozmonitor.core.evm.EvmEngine;
import org.ozmonitor.core.filter.ChainEngine;
import org.ozmonitor.server.codec.Secrets;

/// The chains of this version, and how their clients find the secrets of their endpoints.
final class Chains {
  static final List<ChainEngine> ENGINES = List.of(new EvmEngine());

  private Chains() {}

  /// The value of a secret, or empty when it cannot be had.
  static Optional<String> value(Secrets secrets, SecretValue secret) {
    return switch (secrets.resolve(secret, "secret")) {
      case Secrets.Resolution.Found(String value) -> Optional.of(value);
      case Secrets.Resolution.Unavailable _ -> Optional.empty();
    };
  }
}
