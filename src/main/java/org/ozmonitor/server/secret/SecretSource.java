package org.ozmonitor.server.secret;

import io.vertx.core.Future;

/// A remote keeper of secrets. Thread-safe.
@FunctionalInterface
public interface SecretSource {
  /// Asks for a secret each time it is called. Never fails; takes a few seconds at most.
  ///
  /// @param name the value of the secret in documents
  Future<Resolution> read(String name);
}
