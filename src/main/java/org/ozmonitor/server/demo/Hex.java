package org.ozmonitor.server.demo;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Hexadecimal text as JSON-RPC writes it. Pure.
final class Hex {
  private Hex() {}

  /// A 32-byte hash that stands for the given parts: SHA-256, not Keccak, as nobody recomputes it.
  static String hash(Object... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Object part : parts) {
        digest.update(part.toString().getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
      }
      return "0x" + HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /// A 20-byte address that stands for a name.
  static String address(String name) {
    return hash("address", name).substring(0, 42);
  }

  /// A quantity: no leading zeros, at least one digit.
  static String quantity(long value) {
    return "0x" + Long.toHexString(value);
  }

  static String quantity(BigInteger value) {
    return "0x" + value.toString(16);
  }

  /// A 32-byte word without prefix.
  static String word(BigInteger value) {
    String digits = value.toString(16);
    return "0".repeat(64 - digits.length()) + digits;
  }

  /// An address as a 32-byte word without prefix.
  static String word(String address) {
    return "0".repeat(24) + address.substring(2);
  }
}
