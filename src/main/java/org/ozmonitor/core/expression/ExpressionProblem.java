package org.ozmonitor.core.expression;

import java.util.Locale;

/// Why a condition of an expression cannot be evaluated or never holds. Immutable.
///
/// @param position where, in characters (code points) of the text, the first is 1
/// @param message for the author, with what would be right where that is known
public record ExpressionProblem(Rule rule, int position, String message) {

  /// What is broken.
  public enum Rule {
    /// No parameter of this name.
    NAME,
    /// An accessor into a value that has no parts of that sort.
    ACCESSOR,
    /// No component of this name.
    FIELD,
    /// An index beyond the declared length.
    INDEX,
    /// The kind does not know the operator.
    OPERATOR,
    /// The value on the right does not fit the kind.
    LITERAL,
    /// No value of the kind fulfils the condition.
    RANGE;

    /// The name of the rule: `operator`.
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Override
  public String toString() {
    return "position " + position + ": " + message;
  }
}
