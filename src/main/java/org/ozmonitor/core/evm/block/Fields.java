package org.ozmonitor.core.evm.block;

import java.util.Arrays;
import java.util.Optional;
import org.ozmonitor.core.evm.value.HexText;
import org.ozmonitor.core.evm.value.Word;

/// Reads again what a decoder has checked, at its offset. The payload must be one that was decoded.
final class Fields {
  private Fields() {}

  /// Whether two runs of hex digits write the same bytes.
  static boolean sameDigits(byte[] text, int one, int other, int digits) {
    if (Arrays.equals(text, one, one + digits, text, other, other + digits)) {
      return true;
    }
    for (int i = 0; i < digits; i += 8) {
      if (HexText.bits32(text, one + i) != HexText.bits32(text, other + i)) {
        return false;
      }
    }
    return true;
  }

  /// A quantity ends where letters and digits end.
  static int endOfQuantity(byte[] text, int from) {
    int to = from;
    while (to < text.length && isLetterOrDigit(text[to])) {
      to++;
    }
    return to;
  }

  private static boolean isLetterOrDigit(byte c) {
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
  }

  static Word quantity(byte[] text, int from) {
    return HexText.quantity(text, from, endOfQuantity(text, from))
        .orElseThrow(() -> new IllegalStateException("not a checked quantity"));
  }

  /// A quantity of an object; empty when it is absent.
  static Optional<Word> quantity(byte[] text, int objectStart, FieldNames name) {
    JsonScanner scanner = new JsonScanner(text, objectStart, text.length);
    ValueReader values = new ValueReader(text, scanner);
    int found = ValueReader.ABSENT;
    for (boolean more = scanner.openObject("an object"); more; more = scanner.nextField()) {
      if (name.find(text, scanner.keyStart(), scanner.keyEnd()) == 0) {
        found = values.quantity("an amount");
      } else {
        scanner.skipValue();
      }
    }
    return found == ValueReader.ABSENT ? Optional.empty() : Optional.of(quantity(text, found));
  }

  /// The offset behind the value that begins at `start`.
  static int endOfValue(byte[] text, int start) {
    JsonScanner scanner = new JsonScanner(text, start, text.length);
    scanner.skipValue();
    return scanner.offset();
  }
}
