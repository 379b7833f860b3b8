package org.ozmonitor.core.notification;

import java.util.Comparator;

/// Orders text by code point, which is the order of its UTF-8 bytes. Immutable.
///
/// `String.compareTo` orders by UTF-16 unit and so puts a surrogate pair before U+FFFD; bytes that
/// are signed must not depend on that.
enum CodePointOrder implements Comparator<String> {
  INSTANCE;

  @Override
  public int compare(String left, String right) {
    int shorter = Math.min(left.length(), right.length());
    for (int at = 0; at < shorter; at++) {
      if (left.charAt(at) != right.charAt(at)) {
        return Integer.compare(rank(left.charAt(at)), rank(right.charAt(at)));
      }
    }
    return Integer.compare(left.length(), right.length());
  }

  /// Units of surrogate pairs stand for code points above every other unit.
  private static int rank(char unit) {
    return Character.isSurrogate(unit) ? unit + 0x1_0000 : unit;
  }
}
