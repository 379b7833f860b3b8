package org.ozmonitor.core.expression;

import java.math.BigInteger;
import java.util.Optional;
import org.ozmonitor.core.expression.ConditionCheck.Finding;
import org.ozmonitor.core.expression.ExpressionProblem.Rule;

/// Conditions on integers: what is no integer, and what no integer of the width fulfils.
final class IntegerCheck {
  private static final int WORD_BITS = 256;

  private IntegerCheck() {}

  static Optional<Finding> problem(Expression.Compare compare, String kind, Domain domain) {
    Literal literal = compare.literal();
    Optional<BigInteger> value =
        literal.type() == Literal.Type.BOOL
            ? Optional.empty()
            : domain == Domain.UNSIGNED ? literal.unsigned() : literal.signed();
    if (value.isEmpty()) {
      return ConditionCheck.finding(
          Rule.LITERAL, Excerpt.of(literal.text()) + " is no " + kind + reason(literal, domain));
    }
    BigInteger least = domain == Domain.UNSIGNED ? BigInteger.ZERO : power(bits(kind) - 1).negate();
    BigInteger most =
        power(domain == Domain.UNSIGNED ? bits(kind) : bits(kind) - 1).subtract(BigInteger.ONE);
    return isNever(compare.operator(), value.get(), least, most)
        ? ConditionCheck.finding(
            Rule.RANGE, "never holds: a " + kind + " is from " + least + " to " + most)
        : Optional.empty();
  }

  private static String reason(Literal literal, Domain domain) {
    if (literal.type() == Literal.Type.NUMBER && literal.text().contains(".")) {
      return ": it has no fraction";
    }
    boolean isSigned = literal.text().startsWith("-") || literal.text().startsWith("+");
    return domain == Domain.UNSIGNED && isSigned ? ": it has no sign" : "";
  }

  private static boolean isNever(
      Operator operator, BigInteger value, BigInteger least, BigInteger most) {
    return switch (operator) {
      case EQUAL -> value.compareTo(least) < 0 || value.compareTo(most) > 0;
      case GREATER -> value.compareTo(most) >= 0;
      case GREATER_OR_EQUAL -> value.compareTo(most) > 0;
      case LESS -> value.compareTo(least) <= 0;
      case LESS_OR_EQUAL -> value.compareTo(least) < 0;
      case NOT_EQUAL, CONTAINS, STARTS_WITH, ENDS_WITH -> false;
    };
  }

  private static int bits(String kind) {
    String digits = kind.replaceAll("[^0-9]", "");
    return digits.isEmpty() ? WORD_BITS : Integer.parseInt(digits);
  }

  private static BigInteger power(int exponent) {
    return BigInteger.ONE.shiftLeft(exponent);
  }
}
