package org.ozmonitor.core.evm.value;

/// Hex digits to bits and back. All output is lower case; input may be of any case.
final class Hex {
  private static final byte[] VALUES = new byte[128];
  private static final char[] DIGITS = "0123456789abcdef".toCharArray();

  static {
    java.util.Arrays.fill(VALUES, (byte) -1);
    for (int i = 0; i < 16; i++) {
      VALUES[DIGITS[i]] = (byte) i;
      VALUES[Character.toUpperCase(DIGITS[i])] = (byte) i;
    }
  }

  private Hex() {}

  /// The value of a hex digit, or -1.
  static int digit(char c) {
    return c < 128 ? VALUES[c] : -1;
  }

  /// Whether the range begins with `0x` or `0X`.
  static boolean isPrefixed(char[] text, int from, int to) {
    return to - from >= 2 && text[from] == '0' && (text[from + 1] | 0x20) == 'x';
  }

  /// Whether the range holds hex digits only; an empty range does.
  static boolean isHex(char[] text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (digit(text[i]) < 0) {
        return false;
      }
    }
    return true;
  }

  /// The number written by up to 16 digits, all of which must be hex digits.
  static long bits(char[] text, int from, int to) {
    long bits = 0;
    for (int i = from; i < to; i++) {
      bits = bits << 4 | digit(text[i]);
    }
    return bits;
  }

  /// Appends the low `digits` hex digits of `bits`.
  static void append(StringBuilder out, long bits, int digits) {
    for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) {
      out.append(DIGITS[(int) (bits >>> shift) & 15]);
    }
  }
}
