package org.ozmonitor.core.expression;

/// The failures that all comparisons share, with their wording.
final class Mismatch {
  private Mismatch() {}

  static Evaluation value(String value, String kind) {
    return new Evaluation.Failed(
        EvaluationError.PARSE_ERROR, "the value " + Excerpt.of(value) + " is no " + kind);
  }

  static Evaluation literalText(Literal literal, String kind) {
    return new Evaluation.Failed(
        EvaluationError.PARSE_ERROR,
        "the literal " + Excerpt.of(literal.text()) + " is no " + kind);
  }

  static Evaluation literalType(Literal literal, String kind) {
    return new Evaluation.Failed(
        EvaluationError.TYPE_MISMATCH,
        "the literal " + Excerpt.of(literal.text()) + " cannot be compared with a " + kind);
  }

  static Evaluation operator(Operator operator, String kind) {
    return new Evaluation.Failed(
        EvaluationError.UNSUPPORTED_OPERATOR,
        "the operator " + operator.symbol() + " does not apply to a " + kind);
  }
}
