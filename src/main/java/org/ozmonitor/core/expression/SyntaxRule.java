package org.ozmonitor.core.expression;

import java.util.Locale;

/// The rules of the grammar, as problems name them.
public enum SyntaxRule {
  /// At most [ExpressionParser#MAX_BYTES] bytes.
  LENGTH,
  /// Parentheses nest at most [ExpressionParser#MAX_DEPTH] deep.
  DEPTH,
  /// A condition begins with the name of a parameter.
  NAME,
  /// `[digits]` or `.name` touch what they follow.
  ACCESSOR,
  /// An operator follows the left side.
  OPERATOR,
  /// A value follows the operator.
  VALUE,
  /// Quoted text ends with the quote it began with; a backslash stands before a quote or a
  /// backslash.
  QUOTE,
  /// AND, OR, a closing parenthesis or the end follows a condition.
  END;

  /// The name of the rule: `operator`.
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
