package org.ozmonitor.core.expression;

/// Reads the token of a right side. Confined to one parse.
final class ValueTokens {
  private static final String ENDS = ")(,=!><&|]";

  private final TextCursor text;

  ValueTokens(TextCursor text) {
    this.text = text;
  }

  /// The first that fits of: quoted text, a boolean, a hexadecimal literal, a number, a word.
  Literal literal() {
    if (text.next('\'') || text.next('"')) {
      return quoted();
    }
    int start = text.position();
    if (accept("true") || accept("false")) {
      return Literal.bool(text.position() - start == "true".length());
    }
    int end = text.end(TextCursor::isWordCharacter);
    if (isHexadecimal(start, end)) {
      return hexadecimal(start, end);
    }
    int endOfNumber = endOfNumber();
    if (endOfNumber > start && text.isEndOrBlankOr(ENDS, endOfNumber)) {
      text.moveTo(endOfNumber);
      return Literal.number(text.text().substring(start, endOfNumber));
    }
    return word(start, end);
  }

  /// Consumes the word, in any letter case, if it is a whole literal.
  private boolean accept(String word) {
    int start = text.position();
    if (text.acceptWord(word) && text.isEndOrBlankOr(ENDS, text.position())) {
      return true;
    }
    text.moveTo(start);
    return false;
  }

  private boolean isHexadecimal(int start, int end) {
    String word = text.text().substring(start, end);
    return (word.startsWith("0x") || word.startsWith("0X"))
        && word.chars().skip(2).allMatch(c -> Character.digit(c, 16) >= 0);
  }

  /// Such a text is nothing else: followed by what does not end a literal it is an error.
  private Literal hexadecimal(int start, int end) {
    text.moveTo(end);
    if (end == start + 2) {
      throw text.failure(
          SyntaxRule.VALUE, "expected a hexadecimal digit", "no bytes at all are written '0x'");
    }
    if (!text.isEndOrBlankOr(ENDS, end)) {
      throw text.failure(SyntaxRule.VALUE, "expected a blank", "");
    }
    return Literal.text(text.text().substring(start, end));
  }

  private int endOfNumber() {
    int start = text.position();
    if (text.next('+') || text.next('-')) {
      text.moveTo(start + 1);
    }
    boolean hasDigits = !text.take(TextCursor::isDigit).isEmpty();
    int end = text.position();
    if (hasDigits && text.accept('.') && !text.take(TextCursor::isDigit).isEmpty()) {
      end = text.position();
    }
    text.moveTo(start);
    return hasDigits ? end : start;
  }

  private Literal word(int start, int end) {
    String word = text.text().substring(start, end);
    if (word.isEmpty() || Keywords.has(word)) {
      throw text.failure(
          SyntaxRule.VALUE,
          "expected a value: quoted text, a number, true, false or a word",
          SyntaxHints.value(word, text));
    }
    if (word.chars().allMatch(c -> TextCursor.isDigit((char) c) || c == '-')) {
      throw text.failure(
          SyntaxRule.VALUE, "expected a number or quoted text", SyntaxHints.value(word, text));
    }
    text.moveTo(end);
    return Literal.text(word);
  }

  private Literal quoted() {
    String whole = text.text();
    int start = text.position();
    char quote = whole.charAt(start);
    var content = new StringBuilder();
    for (int i = start + 1; i < whole.length(); i++) {
      char character = whole.charAt(i);
      if (character == quote) {
        text.moveTo(i + 1);
        return Literal.text(content.toString());
      }
      if (character == '\\') {
        i++;
        if (i == whole.length() || "'\"\\".indexOf(whole.charAt(i)) < 0) {
          throw text.failureAt(
              i,
              SyntaxRule.QUOTE,
              "expected " + quote + " or \\ after \\",
              "a backslash itself is written \\\\");
        }
      }
      content.append(whole.charAt(i));
    }
    throw text.failureAt(
        whole.length(),
        SyntaxRule.QUOTE,
        "expected the closing " + quote,
        "the text begins at position " + (whole.codePointCount(0, start) + 1));
  }
}
