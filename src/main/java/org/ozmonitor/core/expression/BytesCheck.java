package org.ozmonitor.core.expression;

import java.util.Optional;
import org.ozmonitor.core.expression.ConditionCheck.Finding;
import org.ozmonitor.core.expression.ExpressionProblem.Rule;

/// Conditions on texts and byte strings: what is no text, and what no byte string equals.
final class BytesCheck {
  private static final int WORD_BYTES = 32;

  private BytesCheck() {}

  static Optional<Finding> problem(Expression.Compare compare, String kind) {
    Literal literal = compare.literal();
    if (literal.type() != Literal.Type.TEXT) {
      return ConditionCheck.finding(
          Rule.LITERAL, "a " + kind + " is compared with a text, write '" + literal.text() + "'");
    }
    if (!kind.startsWith("bytes")) {
      return Optional.empty();
    }
    return switch (compare.operator()) {
      case EQUAL, NOT_EQUAL -> ofWhole(kind, literal.lowerCase());
      case STARTS_WITH ->
          literal.text().isEmpty() || literal.lowerCase().matches("0x?[0-9a-f]*")
              ? Optional.empty()
              : never("a " + kind + " starts with 0x");
      case CONTAINS, ENDS_WITH ->
          literal.lowerCase().matches("(0?x)?[0-9a-f]*")
              ? Optional.empty()
              : never("a " + kind + " is written in hex digits");
      case GREATER, GREATER_OR_EQUAL, LESS, LESS_OR_EQUAL -> Optional.empty();
    };
  }

  private static Optional<Finding> ofWhole(String kind, String text) {
    if (!text.matches("0x([0-9a-f]{2})*")) {
      return equalsNone(text, kind, "0x and two hex digits for each byte");
    }
    String size = kind.substring("bytes".length());
    int bytes = text.length() / 2 - 1;
    return size.isEmpty() || bytes == Integer.parseInt(size) || bytes == WORD_BYTES
        ? Optional.empty()
        : equalsNone(text, kind, "0x and " + 2 * Integer.parseInt(size) + " hex digits");
  }

  private static Optional<Finding> equalsNone(String text, String kind, String form) {
    return ConditionCheck.finding(
        Rule.RANGE, Excerpt.of(text) + " equals no " + kind + ": " + form);
  }

  private static Optional<Finding> never(String why) {
    return ConditionCheck.finding(Rule.RANGE, "never holds: " + why);
  }
}
