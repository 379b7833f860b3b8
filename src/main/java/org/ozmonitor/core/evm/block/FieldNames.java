package org.ozmonitor.core.evm.block;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A small fixed set of field names behind a perfect hash of length, first and last byte, so that a
/// key costs one comparison. Immutable.
final class FieldNames {
  /// The number of a name that is not in the set.
  static final int UNKNOWN = -1;

  private static final int SLOTS = 128;
  private static final int TRIES = 1 << 16;

  private final byte[][] names = new byte[SLOTS][];
  private final byte[] numbers = new byte[SLOTS];
  private final int factor;

  /// @param names numbered from 0 in this order; none is empty
  FieldNames(String... names) {
    this.factor = perfectFactor(names);
    for (int i = 0; i < names.length; i++) {
      byte[] name = bytes(names[i]);
      int slot = slot(name, 0, name.length, factor);
      this.names[slot] = name;
      this.numbers[slot] = (byte) i;
    }
  }

  /// The number of the name that the range holds, or {@link #UNKNOWN}.
  int find(byte[] text, int from, int to) {
    if (from == to) {
      return UNKNOWN;
    }
    int slot = slot(text, from, to, factor);
    byte[] name = names[slot];
    return name != null && Arrays.equals(name, 0, name.length, text, from, to)
        ? numbers[slot]
        : UNKNOWN;
  }

  private static int slot(byte[] text, int from, int to, int factor) {
    int length = to - from;
    int mixed =
        length << 24
            ^ (text[from] & 255) << 16
            ^ (text[from + length / 2] & 255) << 8
            ^ (text[to - 1] & 255);
    return (mixed * factor) >>> 25;
  }

  private static int perfectFactor(String... names) {
    for (int i = 0; i < TRIES; i++) {
      int factor = 0x9E3779B1 * (2 * i + 1);
      long distinct =
          Arrays.stream(names)
              .map(FieldNames::bytes)
              .mapToInt(name -> slot(name, 0, name.length, factor))
              .distinct()
              .count();
      if (distinct == names.length) {
        return factor;
      }
    }
    throw new IllegalArgumentException("no perfect hash for " + Arrays.toString(names));
  }

  private static byte[] bytes(String name) {
    return name.getBytes(StandardCharsets.US_ASCII);
  }
}
