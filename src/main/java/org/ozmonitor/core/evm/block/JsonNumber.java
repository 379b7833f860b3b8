package org.ozmonitor.core.evm.block;

/// Numbers as RFC 8259 spells them.
final class JsonNumber {
  private JsonNumber() {}

  /// The offset behind the number that begins at `from`; -1 when none begins there.
  static int end(byte[] json, int from, int end) {
    int at = from < end && json[from] == '-' ? from + 1 : from;
    at = at < end && json[at] == '0' ? at + 1 : digits(json, at, end);
    if (at >= 0 && at < end && json[at] == '.') {
      at = digits(json, at + 1, end);
    }
    if (at >= 0 && at < end && (json[at] | 0x20) == 'e') {
      boolean hasSign = at + 1 < end && (json[at + 1] == '+' || json[at + 1] == '-');
      at = digits(json, hasSign ? at + 2 : at + 1, end);
    }
    return at;
  }

  /// The offset behind at least one digit, or -1.
  private static int digits(byte[] json, int from, int end) {
    int at = from;
    while (at < end && json[at] >= '0' && json[at] <= '9') {
      at++;
    }
    return at > from ? at : -1;
  }
}
