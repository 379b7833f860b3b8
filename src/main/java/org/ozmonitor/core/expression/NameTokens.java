package org.ozmonitor.core.expression;

import java.util.List;
import java.util.Optional;

/// Reads the tokens of a left side and the operators. Confined to one parse.
final class NameTokens {
  private static final List<Operator> WORDS_THEN_SYMBOLS =
      List.of(
          Operator.CONTAINS,
          Operator.STARTS_WITH,
          Operator.ENDS_WITH,
          Operator.GREATER_OR_EQUAL,
          Operator.LESS_OR_EQUAL,
          Operator.EQUAL,
          Operator.NOT_EQUAL,
          Operator.GREATER,
          Operator.LESS);
  private static final String ENDS_OF_KEY = "[.=!><)(";
  private static final int LONGEST_INDEX = 20;

  private final TextCursor text;

  NameTokens(TextCursor text) {
    this.text = text;
  }

  /// The name of a parameter. A keyword is a name if an operator or an accessor follows.
  String base() {
    int start = text.position();
    String name = nameOrDigits(SyntaxRule.NAME, "expected a name or (");
    if (Keywords.has(name) && !isLeftSide()) {
      throw text.failureAt(
          start,
          SyntaxRule.NAME,
          "expected a name, " + name + " is a keyword",
          SyntaxHints.keywordAsName(name));
    }
    if (TextCursor.isDigit(name.charAt(0)) && !isEndOfDigits()) {
      throw notEnded(SyntaxRule.NAME, name);
    }
    return name;
  }

  /// Whether what comes next continues a left side.
  private boolean isLeftSide() {
    if (text.next('[') || text.next('.')) {
      return true;
    }
    int start = text.position();
    text.skipBlanks();
    boolean isOperator = acceptOperator().isPresent();
    text.moveTo(start);
    return isOperator;
  }

  /// `[digits]`, without blanks.
  Left.Accessor index() {
    text.moveTo(text.position() + 1);
    int start = text.position();
    String digits = text.take(TextCursor::isDigit);
    if (digits.isEmpty() || !text.accept(']')) {
      throw text.failure(
          SyntaxRule.ACCESSOR,
          digits.isEmpty() ? "expected the digits of an index" : "expected ]",
          "an index is written [0], without blanks or quotes");
    }
    String significant = digits.replaceFirst("^0+(?=.)", "");
    if (significant.length() > LONGEST_INDEX
        || (significant.length() == LONGEST_INDEX && exceedsUnsigned(significant))) {
      throw text.failureAt(start, SyntaxRule.ACCESSOR, "expected an index of at most 64 bits", "");
    }
    return new Left.Accessor.Index(Long.parseUnsignedLong(significant));
  }

  private static boolean exceedsUnsigned(String twentyDigits) {
    return twentyDigits.compareTo(Long.toUnsignedString(-1)) > 0;
  }

  /// `.name` or `.digits`, without blanks.
  Left.Accessor key() {
    text.moveTo(text.position() + 1);
    String name = nameOrDigits(SyntaxRule.ACCESSOR, "expected a key");
    if (!text.isEndOrBlankOr(ENDS_OF_KEY, text.position())) {
      throw notEnded(SyntaxRule.ACCESSOR, name);
    }
    return new Left.Accessor.Key(name);
  }

  Operator operator(String name) {
    return acceptOperator()
        .orElseThrow(
            () ->
                text.failure(
                    SyntaxRule.OPERATOR,
                    "expected an operator (==, !=, >, >=, <, <=, contains, starts_with or"
                        + " ends_with)",
                    SyntaxHints.operator(name, text)));
  }

  private Optional<Operator> acceptOperator() {
    for (Operator operator : WORDS_THEN_SYMBOLS) {
      if (text.acceptWord(operator.symbol())) {
        return Optional.of(operator);
      }
    }
    return Optional.empty();
  }

  private String nameOrDigits(SyntaxRule rule, String expected) {
    if (!text.next(TextCursor::isNameCharacter)) {
      throw text.failure(rule, expected, SyntaxHints.name(text));
    }
    return text.next(TextCursor::isDigit)
        ? text.take(TextCursor::isDigit)
        : text.take(TextCursor::isNameCharacter);
  }

  private boolean isEndOfDigits() {
    int at = text.position();
    return text.isEndOrBlankOr("[.><", at)
        || text.text().startsWith("==", at)
        || text.text().startsWith("!=", at);
  }

  private ExpressionSyntaxException notEnded(SyntaxRule rule, String name) {
    return text.failure(
        rule, "expected an operator, a blank, [ or . after " + Excerpt.of(name), "");
  }
}
