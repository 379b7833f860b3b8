package org.ozmonitor.core.expression;

import java.util.Locale;
import java.util.Optional;

/// Arrays in their JSON text: equality as a whole, or a look for one element.
final class ArrayComparison {
  private ArrayComparison() {}

  static Evaluation compare(String kind, String value, Operator operator, Literal literal) {
    if (!ElementMatch.accepts(kind, operator, literal)) {
      return Mismatch.literalType(literal, kind);
    }
    return switch (operator) {
      case EQUAL -> equal(kind, value, literal, true);
      case NOT_EQUAL -> equal(kind, value, literal, false);
      case CONTAINS -> contains(kind, value, literal);
      case STARTS_WITH, ENDS_WITH, GREATER, GREATER_OR_EQUAL, LESS, LESS_OR_EQUAL ->
          Mismatch.operator(operator, kind);
    };
  }

  private static Evaluation equal(String kind, String value, Literal literal, boolean wanted) {
    Optional<JsonValue> left = JsonReader.read(value.toLowerCase(Locale.ROOT));
    if (left.isEmpty()) {
      return Mismatch.value(value, kind);
    }
    Optional<JsonValue> right = JsonReader.read(literal.lowerCase());
    if (right.isEmpty()) {
      return Mismatch.literalText(literal, kind);
    }
    if (!(left.get() instanceof JsonValue.Array) || !(right.get() instanceof JsonValue.Array)) {
      return Mismatch.literalType(literal, kind);
    }
    return Evaluation.of(left.get().equals(right.get()) == wanted);
  }

  private static Evaluation contains(String kind, String value, Literal literal) {
    Optional<JsonValue> array =
        JsonReader.read(value).filter(json -> json instanceof JsonValue.Array);
    return array.isEmpty()
        ? Mismatch.value(value, kind)
        : Evaluation.of(ElementMatch.matches(KindText.base(kind), array.get(), literal));
  }
}
