package org.ozmonitor.core.expression;

import java.util.Optional;

/// Hears of each condition that an evaluation comes to, in order: what explains a result.
@FunctionalInterface
public interface ClauseListener {

  /// A condition has been evaluated.
  ///
  /// @param clause the condition
  /// @param value the text that was compared; empty where the left side leads to nothing
  /// @param outcome of this condition alone
  void evaluated(Expression.Compare clause, Optional<String> value, Evaluation outcome);
}
