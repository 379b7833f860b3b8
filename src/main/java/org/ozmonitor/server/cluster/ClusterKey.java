package org.ozmonitor.server.cluster;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.SqlClient;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// A secret that all nodes on one database share and nobody else knows. With it they sign what they
/// leave in places that others may write to. Immutable, thread-safe; its text form shows nothing.
public final class ClusterKey {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int SIGNATURE_BYTES = 32;

  private final SecretKeySpec key;

  private ClusterKey(byte[] key) {
    this.key = new SecretKeySpec(key, ALGORITHM);
  }

  /// @param key 32 random bytes
  public static ClusterKey of(byte[] key) {
    return new ClusterKey(key.clone());
  }

  /// Reads the key of the database.
  public static Future<ClusterKey> load(SqlClient database) {
    return database
        .query("SELECT key FROM cluster_key")
        .execute()
        .map(rows -> of(rows.iterator().next().getBuffer(0).getBytes()));
  }

  /// The body behind its signature, which holds for this name only.
  public Buffer sign(String name, byte[] body) {
    return Buffer.buffer(SIGNATURE_BYTES + body.length)
        .appendBytes(signature(name, body))
        .appendBytes(body);
  }

  /// The body, if a holder of the key signed exactly these bytes under this name.
  public Optional<byte[]> open(String name, Buffer signed) {
    if (signed.length() < SIGNATURE_BYTES) {
      return Optional.empty();
    }
    byte[] bytes = signed.getBytes();
    byte[] body = Arrays.copyOfRange(bytes, SIGNATURE_BYTES, bytes.length);
    return MessageDigest.isEqual(signature(name, body), Arrays.copyOf(bytes, SIGNATURE_BYTES))
        ? Optional.of(body)
        : Optional.empty();
  }

  private byte[] signature(String name, byte[] body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update(Buffer.buffer(name).getBytes());
      mac.update((byte) 0); // names hold no NUL, so name and body cannot run into each other
      return mac.doFinal(body);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the platform lacks " + ALGORITHM, e);
    }
  }

  @Override
  public String toString() {
    return "ClusterKey[***]";
  }
}
