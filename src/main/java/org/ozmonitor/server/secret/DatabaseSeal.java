package org.ozmonitor.server.secret;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.security.SecureRandom;
import java.util.Optional;

/// Makes the seal of a database. Owns the table `seal`: one row with the key of digests, encrypted.
/// It stays when keys change, so that equal documents have equal digests before and after, and it
/// tells at once when a node has another key than the others. Stateless.
public final class DatabaseSeal {
  static final String NO_KEY =
      "the configuration holds secrets in plain text and there is no key to encrypt them with: set"
          + " secrets.key (OZ_MONITOR_SECRETS__KEY) to 32 random bytes in base64, the same for all"
          + " nodes, for example from `openssl rand -base64 32`, or keep the secrets in the"
          + " environment or a vault";

  private static final String BOUND = "ozm1|seal";
  private static final int DIGEST_KEY = 32;

  private DatabaseSeal() {}

  /// The seal of a database; fails when it was made with a key that is not among `keys`.
  ///
  /// @param keys empty: documents with secrets can neither be written nor read
  public static Future<DocumentSeal> open(SqlClient client, Optional<SealKeys> keys) {
    return stored(client)
        .compose(
            stored -> {
              if (keys.isEmpty()) {
                return stored.isEmpty()
                    ? Future.succeededFuture(DocumentSeal.keyless())
                    : Future.failedFuture(new IllegalStateException(missing(stored.get())));
              }
              return stored.isPresent()
                  ? Future.succeededFuture(seal(keys.get(), stored.get()))
                  : make(client, keys.get());
            });
  }

  /// Encrypts the key of digests with the current key.
  static Future<Void> renew(SqlClient client, SealKeys keys) {
    return stored(client)
        .compose(
            stored -> {
              byte[] digestKey = digestKey(keys, stored.orElseThrow());
              return client
                  .preparedQuery("UPDATE seal SET key_id = $1, digest_key = $2")
                  .execute(Tuple.of(keys.current().id(), keys.current().encrypt(digestKey, BOUND)))
                  .mapEmpty();
            });
  }

  private record Stored(String keyId, String digestKey) {}

  private static Future<Optional<Stored>> stored(SqlClient client) {
    return client
        .preparedQuery("SELECT key_id, digest_key FROM seal")
        .execute()
        .map(
            rows -> {
              for (Row row : rows) {
                return Optional.of(new Stored(row.getString(0), row.getString(1)));
              }
              return Optional.empty();
            });
  }

  /// Of several nodes that make it at a time, the first one's stands.
  private static Future<DocumentSeal> make(SqlClient client, SealKeys keys) {
    byte[] digestKey = new byte[DIGEST_KEY];
    new SecureRandom().nextBytes(digestKey);
    return client
        .preparedQuery(
            "INSERT INTO seal (key_id, digest_key) VALUES ($1, $2) ON CONFLICT DO NOTHING")
        .execute(Tuple.of(keys.current().id(), keys.current().encrypt(digestKey, BOUND)))
        .compose(_ -> stored(client))
        .map(stored -> seal(keys, stored.orElseThrow()));
  }

  private static DocumentSeal seal(SealKeys keys, Stored stored) {
    return DocumentSeal.of(keys, digestKey(keys, stored));
  }

  private static byte[] digestKey(SealKeys keys, Stored stored) {
    return keys.find(stored.keyId())
        .orElseThrow(() -> new IllegalStateException(missing(stored)))
        .decrypt(stored.digestKey(), BOUND);
  }

  private static String missing(Stored stored) {
    return "the secrets in this database are encrypted with the key %s: give it as secrets.key or, when it was replaced, among secrets.previous_keys"
        .formatted(stored.keyId());
  }
}
