package org.ozmonitor.core.evm.value;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Optional;

/// Hex digits in a node's bytes, read in place. Offsets are those of the first digit, behind `0x`;
/// unless a method says otherwise the digits must have been checked with {@link #isHex}.
///
/// Eight digits are read at a time: the nibble of an ASCII digit is its low four bits, plus 9 where
/// it is a letter; then neighbours are joined, pairs, fours, eights.
public final class HexText {
  private static final VarHandle EIGHT_DIGITS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private static final long HIGH_BITS = 0x8080808080808080L;

  private HexText() {}

  /// Whether the range holds hex digits only; an empty range does.
  public static boolean isHex(byte[] text, int from, int to) {
    int at = from;
    for (; at + 8 <= to; at += 8) {
      if (!areHex((long) EIGHT_DIGITS.get(text, at))) {
        return false;
      }
    }
    for (; at < to; at++) {
      if (text[at] < 0 || Hex.digit((char) text[at]) < 0) {
        return false;
      }
    }
    return true;
  }

  /// Tests eight characters at once: adding moves what is at least a bound over the high bit.
  private static boolean areHex(long text) {
    long lower = text | 0x2020202020202020L;
    long digits = (text + 0x5050505050505050L) & ~(text + 0x4646464646464646L);
    long letters = (lower + 0x1F1F1F1F1F1F1F1FL) & ~(lower + 0x1919191919191919L);
    return ((digits | letters) & ~text & HIGH_BITS) == HIGH_BITS;
  }

  /// Whether the range begins with `0x` or `0X`.
  public static boolean isPrefixed(byte[] text, int from, int to) {
    return to - from >= 2 && text[from] == '0' && (text[from + 1] | 0x20) == 'x';
  }

  /// The number written by 8 digits, in the low half.
  public static long bits32(byte[] text, int at) {
    long digits = (long) EIGHT_DIGITS.get(text, at);
    long nibbles = (digits & 0x0F0F0F0F0F0F0F0FL) + 9 * ((digits >>> 6) & 0x0101010101010101L);
    long pairs = (nibbles | nibbles >>> 4) & 0x00FF00FF00FF00FFL;
    long fours = (pairs | pairs >>> 8) & 0x0000FFFF0000FFFFL;
    return (fours | fours >>> 16) & 0xFFFFFFFFL;
  }

  /// The number written by 16 digits.
  public static long bits64(byte[] text, int at) {
    return bits32(text, at) << 32 | bits32(text, at + 8);
  }

  /// The 32 bytes written by 64 digits.
  public static Word word(byte[] text, int at) {
    return new Word(
        bits64(text, at), bits64(text, at + 16), bits64(text, at + 32), bits64(text, at + 48));
  }

  /// The 20 bytes written by 40 digits.
  public static Address address(byte[] text, int at) {
    return new Address(bits64(text, at), bits64(text, at + 16), (int) bits32(text, at + 32));
  }

  /// The bytes written by an even number of digits.
  public static Bytes bytes(byte[] text, int from, int to) {
    byte[] bytes = new byte[(to - from) / 2];
    int at = from;
    int i = 0;
    for (; i + 4 <= bytes.length; i += 4, at += 8) {
      int bits = (int) bits32(text, at);
      bytes[i] = (byte) (bits >>> 24);
      bytes[i + 1] = (byte) (bits >>> 16);
      bytes[i + 2] = (byte) (bits >>> 8);
      bytes[i + 3] = (byte) bits;
    }
    for (; i < bytes.length; i++, at += 2) {
      bytes[i] = (byte) (Hex.digit((char) text[at]) << 4 | Hex.digit((char) text[at + 1]));
    }
    return Bytes.of(bytes);
  }

  /// A quantity as nodes write it: `0x` and hex digits with or without leading zeros, or decimal
  /// digits; at most 256 bits. Nothing needs to be checked before.
  public static Optional<Word> quantity(byte[] text, int from, int to) {
    if (to - from <= 18 && isPrefixed(text, from, to) && to - from > 2) {
      return isHex(text, from + 2, to)
          ? Optional.of(new Word(0, 0, 0, shortBits(text, from + 2, to)))
          : Optional.empty();
    }
    char[] chars = new char[to - from];
    for (int i = 0; i < chars.length; i++) {
      chars[i] = (char) (text[from + i] & 255);
    }
    return Word.parseQuantity(chars, 0, chars.length);
  }

  /// The number written by up to 16 digits.
  public static long shortBits(byte[] text, int from, int to) {
    long bits = 0;
    for (int i = from; i < to; i++) {
      bits = bits << 4 | Hex.digit((char) text[i]);
    }
    return bits;
  }
}
