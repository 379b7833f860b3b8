package org.ozmonitor.core.markdown;

import org.commonmark.node.CustomNode;

/// A quotation mark that the template has as `"` or `'`.
final class SmartQuote extends CustomNode {
  private final char mark;
  private final boolean opens;
  private final boolean closes;

  SmartQuote(char mark, int before, int after) {
    this.mark = mark;
    this.opens = opens(mark, before, after);
    this.closes = closes(before, after);
  }

  char mark() {
    return mark;
  }

  boolean opens() {
    return opens;
  }

  boolean closes() {
    return closes;
  }

  private static boolean opens(char mark, int before, int after) {
    boolean afterBracket = mark == '\'' && (before == ']' || before == ')');
    return !isBlank(after) && (isBlank(before) || (isPunctuation(before) && !afterBracket));
  }

  private static boolean closes(int before, int after) {
    return !isBlank(before) && (isBlank(after) || isPunctuation(after));
  }

  static boolean isBlank(int point) {
    return point == '\0' || Character.isWhitespace(point) || Character.isSpaceChar(point);
  }

  static boolean isPunctuation(int point) {
    return switch (Character.getType(point)) {
      case Character.CONNECTOR_PUNCTUATION,
          Character.DASH_PUNCTUATION,
          Character.START_PUNCTUATION,
          Character.END_PUNCTUATION,
          Character.INITIAL_QUOTE_PUNCTUATION,
          Character.FINAL_QUOTE_PUNCTUATION,
          Character.OTHER_PUNCTUATION,
          Character.MATH_SYMBOL,
          Character.CURRENCY_SYMBOL,
          Character.MODIFIER_SYMBOL,
          Character.OTHER_SYMBOL ->
          true;
      default -> false;
    };
  }
}
