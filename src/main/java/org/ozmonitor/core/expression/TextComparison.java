package org.ozmonitor.core.expression;

import java.util.Locale;

/// Values compared by their text: strings and byte strings ignoring case, addresses in their
/// normal form, booleans literally.
final class TextComparison {
  private TextComparison() {}

  static Evaluation compareText(String kind, String value, Operator operator, Literal literal) {
    if (literal.type() != Literal.Type.TEXT) {
      return Mismatch.literalType(literal, kind);
    }
    String left = value.toLowerCase(Locale.ROOT);
    String right = literal.lowerCase();
    return switch (operator) {
      case EQUAL -> Evaluation.of(left.equals(right));
      case NOT_EQUAL -> Evaluation.of(!left.equals(right));
      case CONTAINS -> Evaluation.of(left.contains(right));
      case STARTS_WITH -> Evaluation.of(left.startsWith(right));
      case ENDS_WITH -> Evaluation.of(left.endsWith(right));
      case GREATER, GREATER_OR_EQUAL, LESS, LESS_OR_EQUAL -> Mismatch.operator(operator, kind);
    };
  }

  static Evaluation compareAddress(String value, Operator operator, Literal literal) {
    if (literal.type() != Literal.Type.TEXT) {
      return Mismatch.literalType(literal, "address");
    }
    boolean equal = AddressText.normalise(value).equals(literal.address());
    return equality(equal, operator, "address");
  }

  static Evaluation compareBool(String value, Operator operator, Literal literal) {
    if (!value.equals("true") && !value.equals("false")) {
      return Mismatch.value(value, "bool");
    }
    if (literal.type() != Literal.Type.BOOL) {
      return Mismatch.literalType(literal, "bool");
    }
    return equality(value.equals(literal.text()), operator, "bool");
  }

  private static Evaluation equality(boolean equal, Operator operator, String kind) {
    return switch (operator) {
      case EQUAL -> Evaluation.of(equal);
      case NOT_EQUAL -> Evaluation.of(!equal);
      case CONTAINS, STARTS_WITH, ENDS_WITH, GREATER, GREATER_OR_EQUAL, LESS, LESS_OR_EQUAL ->
          Mismatch.operator(operator, kind);
    };
  }
}
