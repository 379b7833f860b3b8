package org.ozmonitor.core.expression;

import java.math.BigInteger;
import java.util.Optional;

/// Integers: equality and order. The width of the kind plays no part, all are 256 bits wide.
final class NumericComparison {
  private NumericComparison() {}

  static Evaluation compare(
      String kind,
      String value,
      Optional<BigInteger> left,
      Operator operator,
      Literal literal,
      Optional<BigInteger> right) {
    if (left.isEmpty()) {
      return Mismatch.value(value, kind);
    }
    if (literal.type() == Literal.Type.BOOL) {
      return Mismatch.literalType(literal, kind);
    }
    if (right.isEmpty()) {
      return Mismatch.literalText(literal, kind);
    }
    int order = left.get().compareTo(right.get());
    return switch (operator) {
      case EQUAL -> Evaluation.of(order == 0);
      case NOT_EQUAL -> Evaluation.of(order != 0);
      case GREATER -> Evaluation.of(order > 0);
      case GREATER_OR_EQUAL -> Evaluation.of(order >= 0);
      case LESS -> Evaluation.of(order < 0);
      case LESS_OR_EQUAL -> Evaluation.of(order <= 0);
      case CONTAINS, STARTS_WITH, ENDS_WITH -> Mismatch.operator(operator, kind);
    };
  }
}
