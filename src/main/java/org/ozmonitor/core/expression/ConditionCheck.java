package org.ozmonitor.core.expression;

import java.util.Optional;
import org.ozmonitor.core.expression.ExpressionProblem.Rule;
import org.ozmonitor.core.expression.ParsedExpression.ConditionPlace;

/// Whether some value of a kind can fulfil a condition: the rules of the comparisons, applied
/// before there is a value.
final class ConditionCheck {
  private ConditionCheck() {}

  /// A problem whose place is still a part of a condition.
  ///
  /// @param message without the condition
  record Finding(Rule rule, String message) {
    ExpressionProblem at(ConditionPlace place, Left left) {
      return new ExpressionProblem(
          rule,
          rule == Rule.OPERATOR ? place.operator() : place.literal(),
          Excerpt.code(left) + ": " + message);
    }
  }

  static Optional<Finding> problem(Expression.Compare compare, Declaration value) {
    if (value.hashed()) {
      return ofHash(compare, value);
    }
    Domain domain = Domain.of(value.kind());
    if (domain == Domain.NONE) {
      return finding(Rule.OPERATOR, value.kind() + " has no comparisons");
    }
    if (!knows(domain, compare.operator())) {
      return finding(
          Rule.OPERATOR,
          "the operator " + compare.operator().symbol() + " does not apply to a " + value.kind());
    }
    return switch (domain) {
      case UNSIGNED, SIGNED -> IntegerCheck.problem(compare, value.kind(), domain);
      case ADDRESS -> ofAddress(compare.literal());
      case TEXT, SHORT_BYTES -> BytesCheck.problem(compare, value.kind());
      case BOOL -> ofBool(compare.literal());
      case ARRAY -> ofArray(compare, value.kind());
      case TUPLE -> ofTuple(compare);
      case NONE -> Optional.empty();
    };
  }

  private static boolean knows(Domain domain, Operator operator) {
    return switch (operator) {
      case EQUAL, NOT_EQUAL -> true;
      case GREATER, GREATER_OR_EQUAL, LESS, LESS_OR_EQUAL ->
          domain == Domain.UNSIGNED || domain == Domain.SIGNED;
      case CONTAINS ->
          switch (domain) {
            case TEXT, SHORT_BYTES, ARRAY, TUPLE -> true;
            case UNSIGNED, SIGNED, ADDRESS, BOOL, NONE -> false;
          };
      case STARTS_WITH, ENDS_WITH -> domain == Domain.TEXT || domain == Domain.SHORT_BYTES;
    };
  }

  private static Optional<Finding> ofHash(Expression.Compare compare, Declaration value) {
    String why = "an indexed " + value.kind() + " is only there as its hash, 0x and 64 digits";
    if (Domain.of(value.kind()) != Domain.TEXT) {
      return finding(Rule.OPERATOR, why + "; it has no comparisons");
    }
    boolean canHold =
        compare.operator() == Operator.NOT_EQUAL
            || compare.literal().lowerCase().matches("(0x)?[0-9a-f]*");
    return canHold ? Optional.empty() : finding(Rule.RANGE, "never holds: " + why);
  }

  static Optional<Finding> ofAddress(Literal literal) {
    if (literal.type() != Literal.Type.TEXT) {
      return finding(Rule.LITERAL, "an address is written 0x and 40 hex digits");
    }
    // Nobody is the recipient of a transaction that creates a contract.
    return literal.address().isEmpty() || literal.address().matches("[0-9a-f]{40}")
        ? Optional.empty()
        : finding(
            Rule.LITERAL, Excerpt.of(literal.text()) + " equals no address: 0x and 40 hex digits");
  }

  private static Optional<Finding> ofBool(Literal literal) {
    return literal.type() == Literal.Type.BOOL
        ? Optional.empty()
        : finding(Rule.LITERAL, "a bool is compared with true or false, without quotes");
  }

  private static Optional<Finding> ofArray(Expression.Compare compare, String kind) {
    Literal literal = compare.literal();
    if (!ElementMatch.accepts(kind, compare.operator(), literal)) {
      return finding(Rule.LITERAL, "a " + kind + " is compared with a text: '[1,2]'");
    }
    if (compare.operator() == Operator.CONTAINS) {
      return ofElement(kind, literal);
    }
    boolean isArray =
        Domain.ofBase(kind) == Domain.TUPLE
            || JsonReader.read(literal.lowerCase())
                .filter(json -> json instanceof JsonValue.Array)
                .isPresent();
    return isArray
        ? Optional.empty()
        : finding(Rule.LITERAL, Excerpt.of(literal.text()) + " is no array, write '[1,2]'");
  }

  private static Optional<Finding> ofElement(String kind, Literal literal) {
    String base = KindText.base(kind);
    return switch (Domain.of(base)) {
      case UNSIGNED, SIGNED ->
          literal.decimal().isPresent() || literal.text().matches("-?[0-9]+")
              ? Optional.empty()
              : finding(
                  Rule.RANGE,
                  "never holds: elements of a " + kind + " are looked for by decimal digits");
      case ADDRESS -> ofAddress(literal);
      case BOOL ->
          literal.lowerCase().equals("true") || literal.lowerCase().equals("false")
              ? Optional.empty()
              : finding(Rule.RANGE, "never holds: elements of a " + kind + " are true or false");
      case TEXT, SHORT_BYTES, ARRAY, TUPLE, NONE -> Optional.empty();
    };
  }

  private static Optional<Finding> ofTuple(Expression.Compare compare) {
    Literal literal = compare.literal();
    return literal.type() == Literal.Type.TEXT || compare.operator() == Operator.CONTAINS
        ? Optional.empty()
        : finding(Rule.LITERAL, "a tuple is compared with a text: '(1,\"a\")'");
  }

  static Optional<Finding> finding(Rule rule, String message) {
    return Optional.of(new Finding(rule, message));
  }
}
