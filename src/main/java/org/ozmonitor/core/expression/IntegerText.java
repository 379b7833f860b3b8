package org.ozmonitor.core.expression;

import java.math.BigInteger;
import java.util.Optional;

/// Integers as texts of expressions and parameters spell them.
///
/// Decimal, `0x`, `0o` or `0b`, in any letter case, with `_` ignored wherever it stands between or
/// beside digits. Out of 256 bits is not a number: nothing wraps and nothing saturates.
final class IntegerText {
  private static final int BITS = 256;
  private static final BigInteger SIGNED_MAX =
      BigInteger.ONE.shiftLeft(BITS - 1).subtract(BigInteger.ONE);
  private static final BigInteger SIGNED_MIN = BigInteger.ONE.shiftLeft(BITS - 1).negate();
  private static final BigInteger PATTERNS = BigInteger.ONE.shiftLeft(BITS);

  private IntegerText() {}

  /// From 0 to 2^256−1, without a sign.
  static Optional<BigInteger> unsigned(String text) {
    String trimmed = WhiteSpace.trim(text);
    if (trimmed.isEmpty() || isBareHexPrefix(trimmed)) {
      return Optional.empty();
    }
    return magnitude(trimmed);
  }

  /// From −2^255 to 2^255−1. Hexadecimal without a sign is the two's complement pattern; after a
  /// sign every prefix means a magnitude.
  static Optional<BigInteger> signed(String text) {
    String trimmed = WhiteSpace.trim(text);
    if (trimmed.isEmpty() || isBareHexPrefix(trimmed)) {
      return Optional.empty();
    }
    if (hasHexPrefix(trimmed)) {
      return magnitude(trimmed)
          .map(pattern -> pattern.testBit(BITS - 1) ? pattern.subtract(PATTERNS) : pattern);
    }
    boolean negative = trimmed.charAt(0) == '-';
    boolean hasSign = negative || trimmed.charAt(0) == '+';
    return magnitude(hasSign ? trimmed.substring(1) : trimmed)
        .map(magnitude -> negative ? magnitude.negate() : magnitude)
        .filter(value -> value.compareTo(SIGNED_MIN) >= 0 && value.compareTo(SIGNED_MAX) <= 0);
  }

  private static boolean hasHexPrefix(String text) {
    return text.startsWith("0x") || text.startsWith("0X");
  }

  private static boolean isBareHexPrefix(String text) {
    return text.length() == 2 && hasHexPrefix(text);
  }

  private static Optional<BigInteger> magnitude(String text) {
    int radix = radix(text);
    var significant = new StringBuilder(Math.min(text.length(), BITS));
    for (int i = radix == 10 ? 0 : 2; i < text.length(); i++) {
      char digit = text.charAt(i);
      if (digit == '_' || (digit == '0' && significant.isEmpty())) {
        continue;
      }
      // 256 bits have at most 256 digits, in base 2; longer texts need not be converted to know.
      if (digit >= 0x80 || Character.digit(digit, radix) < 0 || significant.length() == BITS) {
        return Optional.empty();
      }
      significant.append(digit);
    }
    var value =
        significant.isEmpty() ? BigInteger.ZERO : new BigInteger(significant.toString(), radix);
    return value.bitLength() <= BITS ? Optional.of(value) : Optional.empty();
  }

  private static int radix(String text) {
    if (text.length() < 2 || text.charAt(0) != '0') {
      return 10;
    }
    return switch (text.charAt(1)) {
      case 'x', 'X' -> 16;
      case 'o', 'O' -> 8;
      case 'b', 'B' -> 2;
      default -> 10;
    };
  }
}
