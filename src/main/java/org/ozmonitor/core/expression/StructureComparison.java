package org.ozmonitor.core.expression;

/// Arrays and tuples whose parts are known, where their text alone has no answer: arrays of tuples,
/// texts with quotes in them.
final class StructureComparison {
  private StructureComparison() {}

  static Evaluation compare(Structure value, Operator operator, Literal literal) {
    if (!accepts(value, operator, literal)) {
      return Mismatch.literalType(literal, value.kind());
    }
    return switch (operator) {
      case EQUAL -> Evaluation.of(equal(value, literal));
      case NOT_EQUAL -> Evaluation.of(!equal(value, literal));
      case CONTAINS -> Evaluation.of(ElementMatch.matches(value, literal));
      case STARTS_WITH, ENDS_WITH, GREATER, GREATER_OR_EQUAL, LESS, LESS_OR_EQUAL ->
          Mismatch.operator(operator, value.kind());
    };
  }

  private static boolean accepts(Structure value, Operator operator, Literal literal) {
    return ElementMatch.accepts(value.kind(), operator, literal)
        || (operator == Operator.CONTAINS && hasBool(value));
  }

  private static boolean hasBool(Structure value) {
    for (int i = 0; i < value.size(); i++) {
      if (hasBool(value.part(i))) {
        return true;
      }
    }
    return Domain.of(value.kind()) == Domain.BOOL;
  }

  /// By the text apart from white space outside quotes; letter case counts in tuples and does not
  /// in arrays, as where the text has an answer.
  private static boolean equal(Structure value, Literal literal) {
    String left = TupleComparison.compact(value.text());
    String right = TupleComparison.compact(literal.text());
    return value.shape() == Structure.Shape.ARRAY
        ? left.equalsIgnoreCase(right)
        : left.equals(right);
  }
}
