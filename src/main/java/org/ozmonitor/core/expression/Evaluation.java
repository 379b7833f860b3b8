package org.ozmonitor.core.expression;

/// What evaluating an expression came to. Immutable.
public sealed interface Evaluation {

  /// The expression has a truth value.
  record Result(boolean value) implements Evaluation {}

  /// The expression could not be evaluated. For matching this means "does not match".
  ///
  /// @param detail for the author of the expression; quotes at most a line of the value
  record Failed(EvaluationError error, String detail) implements Evaluation {}

  static Evaluation of(boolean value) {
    return new Result(value);
  }

  /// Whether the candidate matches: evaluated, and true.
  default boolean holds() {
    return this instanceof Result(boolean value) && value;
  }
}
