package org.ozmonitor.server.secret;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// A key of 256 bits for AES-GCM. Immutable, thread-safe; its text form shows its id only.
public final class SealKey {
  /// Bytes of a key.
  public static final int LENGTH = 32;

  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final int NONCE = 12;
  private static final int TAG_BITS = 128;
  private static final int ID_BYTES = 4;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final String id;
  private final SecretKeySpec key;

  private SealKey(byte[] bytes) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update("ozmonitor key id".getBytes(StandardCharsets.UTF_8));
      id = HexFormat.of().formatHex(Arrays.copyOf(digest.digest(bytes), ID_BYTES));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
    key = new SecretKeySpec(bytes, "AES");
  }

  /// The key that a setting gives.
  ///
  /// @throws IllegalArgumentException when the text is not the base64 of 32 bytes; the message does
  ///     not repeat it
  public static SealKey parse(String base64) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(base64.strip());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("must be " + LENGTH + " bytes in base64", e);
    }
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException("must be " + LENGTH + " bytes in base64");
    }
    return new SealKey(bytes);
  }

  /// Eight hex digits that tell keys apart and nothing about them.
  public String id() {
    return id;
  }

  /// Nonce, ciphertext and tag in URL-safe base64; another text each time.
  ///
  /// @param bound to what the text belongs: it can be opened with the same words only
  String encrypt(byte[] plain, String bound) {
    byte[] nonce = new byte[NONCE];
    RANDOM.nextBytes(nonce);
    try {
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, bound).doFinal(plain);
      byte[] all = Arrays.copyOf(nonce, NONCE + sealed.length);
      System.arraycopy(sealed, 0, all, NONCE, sealed.length);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(all);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has AES-GCM", e);
    }
  }

  /// @throws IllegalStateException when the text was changed, moved or made with another key
  byte[] decrypt(String text, String bound) {
    try {
      byte[] all = Base64.getUrlDecoder().decode(text);
      byte[] nonce = Arrays.copyOf(all, NONCE);
      return cipher(Cipher.DECRYPT_MODE, nonce, bound).doFinal(all, NONCE, all.length - NONCE);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IllegalStateException("an encrypted value was changed or moved", e);
    }
  }

  private Cipher cipher(int mode, byte[] nonce, String bound) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(CIPHER);
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(bound.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }

  @Override
  public String toString() {
    return "key " + id;
  }
}
