package org.ozmonitor.core.expression;

import java.util.List;
import java.util.Optional;

/// Evaluates an expression against the parameters of one candidate. Stateless.
///
/// Terms are evaluated from left to right and only as far as needed; a failure in an evaluated part
/// is the outcome of the whole, a failure in a part that is not reached does not exist.
public final class ExpressionEvaluator {
  private ExpressionEvaluator() {}

  public static Evaluation evaluate(Expression expression, Parameters parameters) {
    return switch (expression) {
      case Expression.Compare compare -> compare(compare, parameters);
      case Expression.And(var terms) -> untilFirst(false, terms, parameters);
      case Expression.Or(var terms) -> untilFirst(true, terms, parameters);
    };
  }

  /// The outcome of the first term that fails or comes to `decisive`, else the opposite.
  private static Evaluation untilFirst(
      boolean decisive, List<Expression> terms, Parameters parameters) {
    for (Expression term : terms) {
      Evaluation outcome = evaluate(term, parameters);
      if (!(outcome instanceof Evaluation.Result(boolean value)) || value == decisive) {
        return outcome;
      }
    }
    return Evaluation.of(!decisive);
  }

  private static Evaluation compare(Expression.Compare compare, Parameters parameters) {
    Left left = compare.left();
    Optional<Parameter> found = parameters.find(left.base());
    if (found.isEmpty()) {
      return new Evaluation.Failed(
          EvaluationError.VARIABLE_NOT_FOUND, "no parameter " + Excerpt.of(left.base()));
    }
    Parameter parameter = found.get();
    if (left.accessors().isEmpty()) {
      return compare(parameter.kind(), parameter.value(), compare);
    }
    return switch (JsonPath.resolve(parameter, left)) {
      case JsonPath.Found(var kind, var text) -> compare(kind, text, compare);
      case JsonPath.Missing(var failed) -> failed;
    };
  }

  private static Evaluation compare(String kind, String value, Expression.Compare compare) {
    Operator operator = compare.operator();
    Literal literal = compare.literal();
    return switch (Domain.of(kind)) {
      case UNSIGNED ->
          NumericComparison.compare(
              kind, value, IntegerText.unsigned(value), operator, literal, literal.unsigned());
      case SIGNED ->
          NumericComparison.compare(
              kind, value, IntegerText.signed(value), operator, literal, literal.signed());
      case ADDRESS -> TextComparison.compareAddress(value, operator, literal);
      case TEXT -> TextComparison.compareText(kind, value, operator, literal);
      case BOOL -> TextComparison.compareBool(value, operator, literal);
      case ARRAY -> ArrayComparison.compare(kind, value, operator, literal);
      case TUPLE -> TupleComparison.compare(value, operator, literal);
      case NONE ->
          new Evaluation.Failed(
              EvaluationError.TYPE_MISMATCH,
              compare.left() + " has the kind " + Excerpt.of(kind) + ", which has no comparisons");
    };
  }
}
