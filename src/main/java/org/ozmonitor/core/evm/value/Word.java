package org.ozmonitor.core.evm.value;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.util.Optional;

/// 32 bytes: a hash, a topic, a 256-bit integer. Immutable.
///
/// @param w0 the most significant 64 bits
/// @param w3 the least significant 64 bits
public record Word(long w0, long w1, long w2, long w3) {
  /// All bits 0.
  public static final Word ZERO = new Word(0, 0, 0, 0);

  /// The number 1.
  public static final Word ONE = new Word(0, 0, 0, 1);

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /// The word at `offset`; 32 bytes must be there.
  public static Word read(byte[] bytes, int offset) {
    return new Word(
        (long) LONGS.get(bytes, offset),
        (long) LONGS.get(bytes, offset + 8),
        (long) LONGS.get(bytes, offset + 16),
        (long) LONGS.get(bytes, offset + 24));
  }

  /// A hash as nodes write it: `0x` and exactly 64 hex digits.
  public static Optional<Word> parseHash(char[] text, int from, int to) {
    int start = from + 2;
    if (to - from != 66 || !Hex.isPrefixed(text, from, to) || !Hex.isHex(text, start, to)) {
      return Optional.empty();
    }
    return Optional.of(ofDigits(text, start));
  }

  /// A quantity as nodes write it: `0x` and hex digits with or without leading zeros, or decimal
  /// digits; at most 256 bits.
  public static Optional<Word> parseQuantity(char[] text, int from, int to) {
    if (!Hex.isPrefixed(text, from, to)) {
      return parseDecimal(text, from, to);
    }
    int start = from + 2;
    while (start < to - 1 && text[start] == '0') {
      start++;
    }
    int digits = to - start;
    if (digits == 0 || digits > 64 || !Hex.isHex(text, start, to)) {
      return Optional.empty();
    }
    if (digits <= 16) {
      return Optional.of(new Word(0, 0, 0, Hex.bits(text, start, to)));
    }
    char[] padded = new char[64];
    java.util.Arrays.fill(padded, 0, 64 - digits, '0');
    System.arraycopy(text, start, padded, 64 - digits, digits);
    return Optional.of(ofDigits(padded, 0));
  }

  private static Optional<Word> parseDecimal(char[] text, int from, int to) {
    if (to == from || to - from > 78) {
      return Optional.empty();
    }
    for (int i = from; i < to; i++) {
      if (text[i] < '0' || text[i] > '9') {
        return Optional.empty();
      }
    }
    BigInteger value = new BigInteger(new String(text, from, to - from));
    if (value.bitLength() > 256) {
      return Optional.empty();
    }
    return Optional.of(of(value));
  }

  private static Word ofDigits(char[] text, int start) {
    return new Word(
        Hex.bits(text, start, start + 16),
        Hex.bits(text, start + 16, start + 32),
        Hex.bits(text, start + 32, start + 48),
        Hex.bits(text, start + 48, start + 64));
  }

  /// The low 256 bits of a number, in two's complement.
  public static Word of(BigInteger value) {
    return new Word(
        value.shiftRight(192).longValue(),
        value.shiftRight(128).longValue(),
        value.shiftRight(64).longValue(),
        value.longValue());
  }

  /// An address in the low 20 bytes.
  public static Word of(Address address) {
    return new Word(
        0,
        address.high() >>> 32,
        address.high() << 32 | address.middle() >>> 32,
        address.middle() << 32 | (address.low() & 0xFFFFFFFFL));
  }

  /// The sum, cut to 256 bits.
  public Word plus(Word other) {
    return of(unsigned().add(other.unsigned()));
  }

  /// Compares as unsigned numbers.
  public int compareUnsigned(Word other) {
    if (w0 != other.w0) {
      return Long.compareUnsigned(w0, other.w0);
    }
    if (w1 != other.w1) {
      return Long.compareUnsigned(w1, other.w1);
    }
    return w2 != other.w2 ? Long.compareUnsigned(w2, other.w2) : Long.compareUnsigned(w3, other.w3);
  }

  /// Whether the value, read as unsigned, fits 63 bits.
  public boolean fitsLong() {
    return w0 == 0 && w1 == 0 && w2 == 0 && w3 >= 0;
  }

  public boolean isZero() {
    return (w0 | w1 | w2 | w3) == 0;
  }

  /// The address in the low 20 bytes; the upper 12 are not looked at.
  public Address address() {
    return new Address(w1 << 32 | w2 >>> 32, w2 << 32 | w3 >>> 32, (int) w3);
  }

  /// `0x` and 64 digits.
  public String hex() {
    StringBuilder out = new StringBuilder(66).append("0x");
    Hex.append(out, w0, 16);
    Hex.append(out, w1, 16);
    Hex.append(out, w2, 16);
    Hex.append(out, w3, 16);
    return out.toString();
  }

  /// The minimal hex form of the unsigned value: `0x0`, `0xb068`.
  public String quantity() {
    return fitsLong() ? "0x" + Long.toHexString(w3) : "0x" + unsigned().toString(16);
  }

  /// The unsigned value in decimal digits.
  public String unsignedDecimal() {
    return fitsLong() ? Long.toString(w3) : unsigned().toString();
  }

  /// The value as 256-bit two's complement in decimal digits.
  public String signedDecimal() {
    return fitsLong() ? Long.toString(w3) : new BigInteger(bytes()).toString();
  }

  private BigInteger unsigned() {
    return new BigInteger(1, bytes());
  }

  private byte[] bytes() {
    byte[] bytes = new byte[32];
    LONGS.set(bytes, 0, w0);
    LONGS.set(bytes, 8, w1);
    LONGS.set(bytes, 16, w2);
    LONGS.set(bytes, 24, w3);
    return bytes;
  }

  @Override
  public String toString() {
    return hex();
  }
}
