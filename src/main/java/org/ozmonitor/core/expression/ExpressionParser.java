package org.ozmonitor.core.expression;

import java.util.ArrayList;
import java.util.List;

/// Parses filter expressions by recursive descent. Confined to one call.
///
/// `OR` of `AND` of conditions and parenthesised expressions; a condition is a name with accessors,
/// an operator and a literal. Word operators need no blank on either side, so `a == 1 ORb == 2` is
/// two conditions: such texts exist and keep their meaning.
public final class ExpressionParser {

  /// Longest text, in bytes of UTF-8.
  public static final int MAX_BYTES = 16 * 1024;

  /// Deepest nesting of parentheses; it bounds the recursion here and in evaluation.
  public static final int MAX_DEPTH = 64;

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

  private final TextScanner text;

  private ExpressionParser(TextScanner text) {
    this.text = text;
  }

  /// The expression that the whole text is.
  ///
  /// @throws ExpressionSyntaxException if it is none, too long or nested too deeply
  public static Expression parse(String text) {
    var scanner = new TextScanner(text);
    if (isLongerThan(MAX_BYTES, text)) {
      throw scanner.failure("an expression has at most " + MAX_BYTES + " bytes");
    }
    var parser = new ExpressionParser(scanner);
    Expression expression = parser.expression(0);
    if (!scanner.isAtEnd()) {
      throw scanner.failure("expected AND, OR or the end");
    }
    return expression;
  }

  private static boolean isLongerThan(int bytes, String text) {
    if (text.length() > bytes) {
      return true;
    }
    int counted = 0;
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      // Each half of a surrogate pair stands for two of the four bytes.
      counted += unit < 0x80 ? 1 : unit < 0x800 || Character.isSurrogate(unit) ? 2 : 3;
    }
    return counted > bytes;
  }

  private Expression expression(int depth) {
    var terms = new ArrayList<Expression>();
    do {
      terms.add(conjunction(depth));
      text.skipBlanks();
    } while (text.acceptWord("or"));
    return terms.size() == 1 ? terms.getFirst() : new Expression.Or(terms);
  }

  private Expression conjunction(int depth) {
    var terms = new ArrayList<Expression>();
    do {
      terms.add(term(depth));
      text.skipBlanks();
    } while (text.acceptWord("and"));
    return terms.size() == 1 ? terms.getFirst() : new Expression.And(terms);
  }

  private Expression term(int depth) {
    text.skipBlanks();
    if (!text.next('(')) {
      return condition();
    }
    if (depth == MAX_DEPTH) {
      throw text.failure("parentheses nest at most " + MAX_DEPTH + " deep");
    }
    text.expect('(');
    Expression inner = expression(depth + 1);
    if (!text.next(')')) {
      throw text.failure("expected AND, OR or )");
    }
    text.expect(')');
    return inner;
  }

  private Expression condition() {
    Left left = left();
    text.skipBlanks();
    Operator operator = operator();
    text.skipBlanks();
    return new Expression.Compare(left, operator, text.literal());
  }

  private Left left() {
    String base = text.base();
    var accessors = new ArrayList<Left.Accessor>();
    while (text.next('[') || text.next('.')) {
      accessors.add(text.next('[') ? text.index() : text.key());
    }
    return new Left(base, accessors);
  }

  private Operator operator() {
    for (Operator operator : WORDS_THEN_SYMBOLS) {
      if (text.acceptWord(operator.symbol())) {
        return operator;
      }
    }
    throw text.failure(
        "expected an operator (==, !=, >, >=, <, <=, contains, starts_with or ends_with)");
  }
}
