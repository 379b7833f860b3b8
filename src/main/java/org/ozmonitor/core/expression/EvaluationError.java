package org.ozmonitor.core.expression;

/// Why an expression has no result.
public enum EvaluationError {
  /// No parameter of the name that the expression reads.
  VARIABLE_NOT_FOUND,
  /// The literal or the accessor does not fit the kind of the value.
  TYPE_MISMATCH,
  /// The kind of the value does not know the operator.
  UNSUPPORTED_OPERATOR,
  /// The text of the value or of the literal is not of the kind.
  PARSE_ERROR,
  /// An accessor beyond the end of an array.
  INDEX_OUT_OF_BOUNDS,
  /// An accessor for a key that the object does not have.
  FIELD_NOT_FOUND
}
