package org.ozmonitor.core.evm.value;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/// A byte string: a window on an array that nobody changes. Immutable, compared by identity.
public final class Bytes {
  public static final Bytes EMPTY = new Bytes(new byte[0], 0, 0);

  private final byte[] array;
  private final int offset;
  private final int length;

  private Bytes(byte[] array, int offset, int length) {
    this.array = array;
    this.offset = offset;
    this.length = length;
  }

  /// Byte data as nodes write it: `0x` and an even number of hex digits.
  public static Optional<Bytes> parse(char[] text, int from, int to) {
    int start = from + 2;
    if (!Hex.isPrefixed(text, from, to) || (to - from) % 2 != 0) {
      return Optional.empty();
    }
    byte[] array = new byte[(to - start) / 2];
    for (int i = 0; i < array.length; i++) {
      int high = Hex.digit(text[start + 2 * i]);
      int low = Hex.digit(text[start + 2 * i + 1]);
      if ((high | low) < 0) {
        return Optional.empty();
      }
      array[i] = (byte) (high << 4 | low);
    }
    return Optional.of(new Bytes(array, 0, array.length));
  }

  public static Bytes parse(String text) {
    return parse(text.toCharArray(), 0, text.length())
        .orElseThrow(() -> new IllegalArgumentException("not byte data: " + text));
  }

  /// The whole array, which nobody changes from now on.
  static Bytes of(byte[] array) {
    return new Bytes(array, 0, array.length);
  }

  public int length() {
    return length;
  }

  /// The word at `at`; 32 bytes must be there.
  public Word word(int at) {
    java.util.Objects.checkFromIndexSize(at, 32, length);
    return Word.read(array, offset + at);
  }

  /// The big-endian number in the first 4 bytes, which must be there.
  public int firstFour() {
    java.util.Objects.checkFromIndexSize(0, 4, length);
    return (array[offset] & 255) << 24
        | (array[offset + 1] & 255) << 16
        | (array[offset + 2] & 255) << 8
        | (array[offset + 3] & 255);
  }

  /// The bytes from `from` on.
  public Bytes from(int from) {
    return slice(from, length - from);
  }

  /// `count` bytes from `from` on.
  public Bytes slice(int from, int count) {
    java.util.Objects.checkFromIndexSize(from, count, length);
    return new Bytes(array, offset + from, count);
  }

  /// `0x` and two digits a byte.
  public String hex() {
    return "0x" + HexFormat.of().formatHex(array, offset, offset + length);
  }

  /// The bytes as UTF-8; what is not UTF-8 becomes U+FFFD.
  public String utf8() {
    return new String(array, offset, length, StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return hex();
  }
}
