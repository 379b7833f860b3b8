package org.ozmonitor.core.expression;

import java.util.ArrayList;
import java.util.List;
import org.ozmonitor.core.expression.ParsedExpression.ConditionPlace;

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

  private final TextCursor text;
  private final NameTokens names;
  private final ValueTokens values;
  private final List<ConditionPlace> places = new ArrayList<>();
  private int measuredTo;
  private int measured;

  private ExpressionParser(TextCursor text) {
    this.text = text;
    this.names = new NameTokens(text);
    this.values = new ValueTokens(text);
  }

  /// The expression that the whole text is.
  ///
  /// @throws ExpressionSyntaxException if it is none, too long or nested too deeply
  public static Expression parse(String text) {
    return read(text).tree();
  }

  /// As [#parse], with the places of the conditions.
  ///
  /// @throws ExpressionSyntaxException if the text is none, too long or nested too deeply
  public static ParsedExpression read(String text) {
    var cursor = new TextCursor(text);
    if (isLongerThan(MAX_BYTES, text)) {
      throw cursor.failure(
          SyntaxRule.LENGTH,
          "an expression has at most " + MAX_BYTES + " bytes",
          "divide it into several conditions of the monitor");
    }
    var parser = new ExpressionParser(cursor);
    Expression expression = parser.expression(0);
    if (!cursor.isAtEnd()) {
      throw cursor.failure(SyntaxRule.END, "expected AND, OR or the end", SyntaxHints.end(cursor));
    }
    return new ParsedExpression(expression, parser.places);
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
      throw text.failure(SyntaxRule.DEPTH, "parentheses nest at most " + MAX_DEPTH + " deep", "");
    }
    text.moveTo(text.position() + 1);
    Expression inner = expression(depth + 1);
    if (!text.accept(')')) {
      throw text.failure(SyntaxRule.END, "expected AND, OR or )", SyntaxHints.end(text));
    }
    return inner;
  }

  private Expression condition() {
    int leftPlace = place();
    Left left = left();
    text.skipBlanks();
    int operatorPlace = place();
    Operator operator = names.operator(left.base());
    text.skipBlanks();
    places.add(new ConditionPlace(leftPlace, operatorPlace, place()));
    return new Expression.Compare(left, operator, values.literal());
  }

  private Left left() {
    String base = names.base();
    var accessors = new ArrayList<Left.Accessor>();
    while (text.next('[') || text.next('.')) {
      accessors.add(text.next('[') ? names.index() : names.key());
    }
    return new Left(base, accessors);
  }

  /// The number of the next character. Counts on from the last one that was asked for.
  private int place() {
    measured += text.text().codePointCount(measuredTo, text.position());
    measuredTo = text.position();
    return measured + 1;
  }
}
