package org.ozmonitor.core.evm.block;

import java.nio.charset.StandardCharsets;
import org.ozmonitor.core.evm.block.JsonScanner.Scalar;
import org.ozmonitor.core.evm.value.HexText;
import org.ozmonitor.core.filter.PayloadException;

/// Checks the value types of EVM JSON-RPC where they stand and gives their offsets; 0 means absent,
/// which `null`, an empty text and a bare `0x` are. Confined to one thread.
final class ValueReader {
  /// Offset of what is not there; no value can begin at the first byte of a payload.
  static final int ABSENT = 0;

  private static final int SAFE_DECIMAL_DIGITS = 77;
  private static final int HASH_LENGTH = 66;
  private static final int ADDRESS_LENGTH = 42;

  private final byte[] json;
  private final JsonScanner scanner;

  ValueReader(byte[] json, JsonScanner scanner) {
    this.json = json;
    this.scanner = scanner;
  }

  /// The first of 64 hex digits.
  int hash(String what) {
    return fixed(what, HASH_LENGTH, "a hash of 32 bytes");
  }

  /// The first of 40 hex digits.
  int address(String what) {
    return fixed(what, ADDRESS_LENGTH, "an address of 20 bytes");
  }

  private int fixed(String what, int length, String wanted) {
    if (isAbsent(what, wanted)) {
      return ABSENT;
    }
    int from = scanner.tokenStart();
    int to = scanner.tokenEnd();
    if (to - from != length
        || !HexText.isPrefixed(json, from, to)
        || !HexText.isHex(json, from + 2, to)) {
      throw malformed(what, wanted);
    }
    return from + 2;
  }

  /// The first character of a quantity of at most 256 bits; it ends where letters and digits end.
  int quantity(String what) {
    String wanted = "a quantity of at most 256 bits";
    if (isAbsent(what, wanted)) {
      return ABSENT;
    }
    int from = scanner.tokenStart();
    int to = scanner.tokenEnd();
    if (!isQuantity(from, to)) {
      throw malformed(what, wanted);
    }
    return from;
  }

  private boolean isQuantity(int from, int to) {
    if (HexText.isPrefixed(json, from, to)) {
      int start = from + 2;
      while (start < to - 1 && json[start] == '0') {
        start++;
      }
      return to > start && to - start <= 64 && HexText.isHex(json, start, to);
    }
    return to - from <= SAFE_DECIMAL_DIGITS
        ? isDecimal(from, to)
        : HexText.quantity(json, from, to).isPresent();
  }

  private boolean isDecimal(int from, int to) {
    for (int i = from; i < to; i++) {
      if (json[i] < '0' || json[i] > '9') {
        return false;
      }
    }
    return to > from;
  }

  /// The `0x` of byte data, which ends with the token; a bare `0x` is an empty value, not an absent
  /// one.
  int data(String what) {
    Scalar kind = scanner.scalar();
    if (kind == Scalar.NULL) {
      return ABSENT;
    }
    int from = scanner.tokenStart();
    int to = scanner.tokenEnd();
    if (kind != Scalar.STRING
        || !HexText.isPrefixed(json, from, to)
        || (to - from) % 2 != 0
        || !HexText.isHex(json, from + 2, to)) {
      throw malformed(what, "byte data in hex");
    }
    return from;
  }

  private boolean isAbsent(String what, String wanted) {
    Scalar kind = scanner.scalar();
    int from = scanner.tokenStart();
    int length = scanner.tokenEnd() - from;
    return switch (kind) {
      case NULL -> true;
      case STRING -> length == 0 || (length == 2 && (json[from + 1] | 0x20) == 'x');
      case NUMBER -> false;
      case BOOLEAN, NONE -> throw malformed(what, wanted);
    };
  }

  static int require(int offset, String what) {
    if (offset == ABSENT) {
      throw new PayloadException(what + " is missing or null");
    }
    return offset;
  }

  private PayloadException malformed(String what, String wanted) {
    int from = Math.min(scanner.tokenStart(), json.length);
    int length = Math.clamp(scanner.tokenEnd() - from, 0, 80);
    String text = new String(json, from, length, StandardCharsets.UTF_8);
    return new PayloadException(what + " is not " + wanted + ": " + text);
  }
}
