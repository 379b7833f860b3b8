package org.ozmonitor.core.notification;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The two signatures of a webhook: upstream's `X-Signature` and that of Standard Webhooks 1.0.
/// Pure.
public final class WebhookSignature {
  private static final String ALGORITHM = "HmacSHA256";
  private static final String STANDARD_PREFIX = "whsec_";

  private WebhookSignature() {}

  /// `X-Signature`: lower-case hex HMAC-SHA256 over body and decimal timestamp.
  ///
  /// @param secret not empty; its UTF-8 bytes are the key
  /// @param timestampMs milliseconds since 1970-01-01 UTC, as in `X-Timestamp`
  /// @throws IllegalArgumentException when the secret is empty
  public static String upstream(String secret, String body, long timestampMs) {
    return HexFormat.of().formatHex(hmac(utf8(secret), body + timestampMs));
  }

  /// `webhook-signature`: `v1,` and base64 HMAC-SHA256 over `id.timestamp.body`.
  ///
  /// @param secret `whsec_` and a base64 key, or any other text whose bytes are the key
  /// @param id the delivery id, as in `webhook-id`
  /// @param timestampSeconds as in `webhook-timestamp`
  /// @throws IllegalArgumentException when the secret is empty
  public static String standard(String secret, String id, long timestampSeconds, String body) {
    byte[] mac = hmac(standardKey(secret), id + "." + timestampSeconds + "." + body);
    return "v1," + Base64.getEncoder().encodeToString(mac);
  }

  /// Secrets of existing configurations may begin with `whsec_` by accident; they are used as they
  /// are.
  private static byte[] standardKey(String secret) {
    if (!secret.startsWith(STANDARD_PREFIX)) {
      return utf8(secret);
    }
    try {
      byte[] key = Base64.getDecoder().decode(secret.substring(STANDARD_PREFIX.length()));
      return key.length > 0 ? key : utf8(secret);
    } catch (IllegalArgumentException notBase64) {
      return utf8(secret);
    }
  }

  private static byte[] hmac(byte[] key, String message) {
    if (key.length == 0) {
      throw new IllegalArgumentException("the webhook secret is empty");
    }
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      return mac.doFinal(utf8(message));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every Java platform has HMAC-SHA256", e);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
