package org.ozmonitor.core.evm.block;

/// Well-formed UTF-8 (The Unicode Standard, table 3-7).
final class Utf8 {
  private Utf8() {}

  /// The offset behind the character at `at`, whose first byte is above 127; -1 when the bytes are
  /// none.
  static int behindCharacter(byte[] text, int at, int end) {
    int first = text[at] & 255;
    if (first >= 0xC2 && first <= 0xDF) {
      return tail(text, at + 1, at + 2, end);
    }
    if (first >= 0xE0 && first <= 0xEF && at + 1 < end) {
      int second = text[at + 1] & 255;
      boolean fits =
          second >= (first == 0xE0 ? 0xA0 : 0x80) && second <= (first == 0xED ? 0x9F : 0xBF);
      return fits ? tail(text, at + 2, at + 3, end) : -1;
    }
    if (first >= 0xF0 && first <= 0xF4 && at + 1 < end) {
      int second = text[at + 1] & 255;
      boolean fits =
          second >= (first == 0xF0 ? 0x90 : 0x80) && second <= (first == 0xF4 ? 0x8F : 0xBF);
      return fits ? tail(text, at + 2, at + 4, end) : -1;
    }
    return -1;
  }

  private static int tail(byte[] text, int from, int to, int end) {
    if (to > end) {
      return -1;
    }
    for (int i = from; i < to; i++) {
      if ((text[i] & 0xC0) != 0x80) {
        return -1;
      }
    }
    return to;
  }
}
