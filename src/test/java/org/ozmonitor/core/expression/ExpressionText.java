package org.ozmonitor.core.expression;

import java.util.stream.Collectors;

/// Writes trees as text that reads as the same tree.
final class ExpressionText {
  private ExpressionText() {}

  static String of(Expression expression) {
    return switch (expression) {
      case Expression.Compare(var left, var operator, var literal) ->
          left + " " + operator.symbol() + " " + of(literal);
      case Expression.And(var terms) ->
          terms.stream()
              .map(term -> term instanceof Expression.Compare ? of(term) : "(" + of(term) + ")")
              .collect(Collectors.joining(" AND "));
      case Expression.Or(var terms) ->
          terms.stream()
              .map(term -> term instanceof Expression.Or ? "(" + of(term) + ")" : of(term))
              .collect(Collectors.joining(" OR "));
    };
  }

  private static String of(Literal literal) {
    return literal.type() == Literal.Type.TEXT
        ? "'" + literal.text().replace("\\", "\\\\").replace("'", "\\'") + "'"
        : literal.text();
  }
}
