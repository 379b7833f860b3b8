package org.ozmonitor.core.notification;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

/// A private ed25519 key of Standard Webhooks: `whsk_` and base64 of 32 bytes of seed, or of 64
/// with
/// the public key after it. Immutable; its text form never shows it.
final class SigningKey {
  private static final String PREFIX = "whsk_";
  private static final int SEED = 32;

  private final Ed25519PrivateKeyParameters key;

  private SigningKey(byte[] seed) {
    key = new Ed25519PrivateKeyParameters(seed, 0);
  }

  static Optional<SigningKey> parse(String text) {
    if (!text.startsWith(PREFIX)) {
      return Optional.empty();
    }
    try {
      byte[] bytes = Base64.getDecoder().decode(text.substring(PREFIX.length()).strip());
      boolean usable = bytes.length == SEED || bytes.length == 2 * SEED;
      return usable ? Optional.of(new SigningKey(Arrays.copyOf(bytes, SEED))) : Optional.empty();
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }

  /// `v1a,` and base64 of the signature over `id.timestamp.body`.
  String sign(String id, long timestampSeconds, String body) {
    byte[] message = (id + "." + timestampSeconds + "." + body).getBytes(StandardCharsets.UTF_8);
    Ed25519Signer signer = new Ed25519Signer();
    signer.init(true, key);
    signer.update(message, 0, message.length);
    return "v1a," + Base64.getEncoder().encodeToString(signer.generateSignature());
  }

  @Override
  public String toString() {
    return "***";
  }
}
