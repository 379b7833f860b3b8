package org.ozmonitor.core.evm;

import java.util.Optional;
import org.ozmonitor.core.expression.Expression;
import org.ozmonitor.core.expression.ExpressionEvaluator;
import org.ozmonitor.core.expression.Parameters;

/// The expression of a condition, compiled. Immutable.
///
/// @param text as configured; absent where the condition has none
/// @param parsed absent where there is no text, or where the text is no expression: then the
/// condition never holds
record ExpressionRule(Optional<String> text, Optional<Expression> parsed) {
  static final ExpressionRule NONE = new ExpressionRule(Optional.empty(), Optional.empty());

  /// Whether the condition is fulfilled; an expression that cannot be evaluated is not.
  boolean holds(Parameters parameters) {
    return text.isEmpty()
        || parsed.map(e -> ExpressionEvaluator.evaluate(e, parameters).holds()).orElse(false);
  }
}
