package org.ozmonitor.server.secret;

import io.vertx.core.Future;

/// The token with which a vault is asked. Thread-safe.
interface VaultToken {
  /// A token, or why there is none.
  sealed interface Held {
    record Token(String value) implements Held {
      @Override
      public String toString() {
        return MASKED;
      }
    }

    record None(Resolution why) implements Held {}

    String MASKED = "***";
  }

  Future<Held> get();

  /// Says that the vault does not take a token any more.
  ///
  /// @return whether there can be another one
  boolean drop(String refused);

  /// The one that the operator gave.
  static VaultToken of(String value) {
    return new VaultToken() {
      @Override
      public Future<Held> get() {
        return Future.succeededFuture(new Held.Token(value));
      }

      @Override
      public boolean drop(String refused) {
        return false;
      }
    };
  }
}
