package org.ozmonitor.core.expression;

/// White space as Unicode defines the property. Java's own tests differ from it in both directions
/// (no-break space, next line, information separators).
final class WhiteSpace {
  private WhiteSpace() {}

  static boolean is(char character) {
    return switch (character) {
      case '\t', '\n', '\u000b', '\f', '\r', ' ', '\u0085', '\u00a0', '\u1680' -> true;
      case '\u2028', '\u2029', '\u202f', '\u205f', '\u3000' -> true;
      default -> character >= '\u2000' && character <= '\u200a';
    };
  }

  static String trim(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && is(text.charAt(start))) {
      start++;
    }
    while (end > start && is(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }
}
