package org.ozmonitor.core.expression;

import java.util.List;
import java.util.Optional;

/// Evaluates an expression against the parameters of one candidate.
///
/// Terms are evaluated from left to right and only as far as needed; a failure in an evaluated part
/// is the outcome of the whole, a failure in a part that is not reached does not exist.
///
/// A condition is first read as upstream reads it, from the text of its value. Where that has no
/// answer, the declared structure of the value is asked, if there is one.
public final class ExpressionEvaluator {
  private final Parameters parameters;
  private final Optional<ClauseListener> listener;

  private ExpressionEvaluator(Parameters parameters, Optional<ClauseListener> listener) {
    this.parameters = parameters;
    this.listener = listener;
  }

  public static Evaluation evaluate(Expression expression, Parameters parameters) {
    return new ExpressionEvaluator(parameters, Optional.empty()).evaluate(expression);
  }

  /// As above, and tells the listener of each condition that was evaluated.
  public static Evaluation evaluate(
      Expression expression, Parameters parameters, ClauseListener listener) {
    return new ExpressionEvaluator(parameters, Optional.of(listener)).evaluate(expression);
  }

  private Evaluation evaluate(Expression expression) {
    return switch (expression) {
      case Expression.Compare compare -> compare(compare);
      case Expression.And(var terms) -> untilFirst(false, terms);
      case Expression.Or(var terms) -> untilFirst(true, terms);
    };
  }

  /// The outcome of the first term that fails or comes to `decisive`, else the opposite.
  private Evaluation untilFirst(boolean decisive, List<Expression> terms) {
    for (Expression term : terms) {
      Evaluation outcome = evaluate(term);
      if (!(outcome instanceof Evaluation.Result(boolean value)) || value == decisive) {
        return outcome;
      }
    }
    return Evaluation.of(!decisive);
  }

  private Evaluation compare(Expression.Compare compare) {
    Left left = compare.left();
    Optional<Parameter> found = find(left.base());
    if (found.isEmpty()) {
      return missing(
          compare,
          new Evaluation.Failed(
              EvaluationError.VARIABLE_NOT_FOUND, "no parameter " + Excerpt.of(left.base())));
    }
    Parameter parameter = found.get();
    return left.accessors().isEmpty() ? whole(parameter, compare) : part(parameter, compare);
  }

  private Optional<Parameter> find(String name) {
    Optional<Parameter> named = parameters.find(name);
    return named.isPresent() || !name.startsWith("$")
        ? named
        : PositionText.ofName(name).flatMap(parameters::at);
  }

  private Evaluation whole(Parameter parameter, Expression.Compare compare) {
    Evaluation outcome = compareText(parameter.kind(), parameter.value(), compare);
    return heard(
        compare,
        parameter.value(),
        outcome instanceof Evaluation.Failed
            ? parts(parameter).map(parts -> compareParts(parts, compare)).orElse(outcome)
            : outcome);
  }

  private static Optional<Structure> parts(Parameter parameter) {
    return parameter.structure().filter(s -> s.shape() != Structure.Shape.SCALAR);
  }

  private static Evaluation compareParts(Structure parts, Expression.Compare compare) {
    return StructureComparison.compare(parts, compare.operator(), compare.literal());
  }

  private Evaluation part(Parameter parameter, Expression.Compare compare) {
    Optional<Structure> parts = parts(parameter);
    if (parts.isEmpty()) {
      return partOfText(parameter, compare);
    }
    if (isReadAsDeclared(parts.get())) {
      return partOfStructure(parts.get(), compare);
    }
    return switch (JsonPath.resolve(parameter, compare.left())) {
      case JsonPath.Found(var kind, var text)
          when compareText(kind, text, compare) instanceof Evaluation.Result result ->
          heard(compare, text, result);
      case JsonPath.Found _, JsonPath.Missing _ -> partOfStructure(parts.get(), compare);
    };
  }

  /// Whether the text cannot answer otherwise: tuples are not JSON, and of these elements the kind
  /// that is read off the text is the declared one.
  private static boolean isReadAsDeclared(Structure value) {
    if (value.shape() == Structure.Shape.TUPLE) {
      return true;
    }
    return switch (Domain.ofBase(value.kind())) {
      case UNSIGNED, ADDRESS, BOOL -> true;
      case SIGNED, TEXT, SHORT_BYTES, ARRAY, TUPLE, NONE -> false;
    };
  }

  private Evaluation partOfText(Parameter parameter, Expression.Compare compare) {
    return switch (JsonPath.resolve(parameter, compare.left())) {
      case JsonPath.Found(var kind, var text) ->
          heard(compare, text, compareText(kind, text, compare));
      case JsonPath.Missing(var failed) -> missing(compare, failed);
    };
  }

  private Evaluation partOfStructure(Structure root, Expression.Compare compare) {
    return switch (StructurePath.resolve(root, compare.left())) {
      case StructurePath.Found(var value) -> {
        String text = value.text();
        Evaluation outcome = compareText(value.kind(), text, compare);
        boolean hasParts = value.shape() != Structure.Shape.SCALAR;
        yield heard(
            compare,
            text,
            outcome instanceof Evaluation.Failed && hasParts
                ? compareParts(value, compare)
                : outcome);
      }
      case StructurePath.Missing(var failed) -> missing(compare, failed);
    };
  }

  private Evaluation heard(Expression.Compare clause, String value, Evaluation outcome) {
    listener.ifPresent(l -> l.evaluated(clause, Optional.of(value), outcome));
    return outcome;
  }

  private Evaluation missing(Expression.Compare clause, Evaluation.Failed outcome) {
    listener.ifPresent(l -> l.evaluated(clause, Optional.empty(), outcome));
    return outcome;
  }

  private static Evaluation compareText(String kind, String value, Expression.Compare compare) {
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
      case SHORT_BYTES -> ShortBytes.compare(kind, value, operator, literal);
      case BOOL -> TextComparison.compareBool(value, operator, literal);
      case ARRAY -> ArrayComparison.compare(kind, value, operator, literal);
      case TUPLE -> TupleComparison.compare(value, operator, literal);
      case NONE ->
          new Evaluation.Failed(
              EvaluationError.TYPE_MISMATCH,
              Excerpt.code(compare.left())
                  + " has the kind "
                  + Excerpt.of(kind)
                  + ", which has no comparisons");
    };
  }
}
