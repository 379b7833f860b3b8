package org.ozmonitor.core.evm.value;

import java.util.Optional;

/// 20 bytes that name an account. Immutable.
///
/// @param high bytes 0 to 7
/// @param middle bytes 8 to 15
/// @param low bytes 16 to 19
public record Address(long high, long middle, int low) {
  public static final Address ZERO = new Address(0, 0, 0);

  /// An address as nodes write it: `0x` and exactly 40 hex digits, of any case.
  public static Optional<Address> parse(char[] text, int from, int to) {
    if (to - from != 42 || !Hex.isPrefixed(text, from, to) || !Hex.isHex(text, from + 2, to)) {
      return Optional.empty();
    }
    return Optional.of(ofDigits(text, from + 2));
  }

  /// An address as people write it in a monitor: one leading `0x` is optional, white space anywhere
  /// and letter case do not count. Empty when no chain can have such an address.
  public static Optional<Address> parseConfigured(String text) {
    String bare = Spaces.remove(text.startsWith("0x") ? text.substring(2) : text);
    char[] digits = bare.toCharArray();
    if (digits.length != 40 || !Hex.isHex(digits, 0, 40)) {
      return Optional.empty();
    }
    return Optional.of(ofDigits(digits, 0));
  }

  private static Address ofDigits(char[] text, int start) {
    return new Address(
        Hex.bits(text, start, start + 16),
        Hex.bits(text, start + 16, start + 32),
        (int) Hex.bits(text, start + 32, start + 40));
  }

  /// `0x` and 40 digits, without a checksum.
  public String hex() {
    StringBuilder out = new StringBuilder(42).append("0x");
    Hex.append(out, high, 16);
    Hex.append(out, middle, 16);
    Hex.append(out, low, 8);
    return out.toString();
  }

  @Override
  public String toString() {
    return hex();
  }
}
