package org.ozmonitor.core.evm;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ozmonitor.core.evm.index.AccessPlan;
import org.ozmonitor.core.evm.index.ExpressionPlanner;
import org.ozmonitor.core.evm.index.PlannedExpression;
import org.ozmonitor.core.evm.index.PlannedExpression.Outcome;
import org.ozmonitor.core.evm.index.PlannedExpression.Subject;
import org.ozmonitor.core.expression.Expression;
import org.ozmonitor.core.expression.ExpressionParser;
import org.ozmonitor.core.expression.ExpressionSyntaxException;

/// The expression of one condition of a monitor, planned for the parameters it is evaluated on.
/// Immutable.
final class Condition {
  /// A condition without an expression, which always holds.
  static final Condition ALWAYS = new Condition(null, null);

  private final @Nullable String text;
  private final @Nullable PlannedExpression plan;

  /// @param text null where the condition has no expression
  /// @param plan null where there is no text, or where the text is no expression: then the
  /// condition
  /// never holds
  private Condition(@Nullable String text, @Nullable PlannedExpression plan) {
    this.text = text;
    this.plan = plan;
  }

  /// A condition and where a monitor with it has to stand.
  record Planned(Condition condition, AccessPlan access) {}

  static Planned plan(Optional<String> text, ExpressionPlanner planner) {
    if (text.isEmpty()) {
      return new Planned(ALWAYS, new AccessPlan.Anywhere());
    }
    try {
      Expression expression = ExpressionParser.parse(text.get());
      return new Planned(
          new Condition(text.get(), planner.plan(expression)), planner.access(expression));
    } catch (ExpressionSyntaxException e) {
      return new Planned(new Condition(text.get(), null), new AccessPlan.Nowhere());
    }
  }

  /// As configured; empty where the condition has none.
  Optional<String> text() {
    return Optional.ofNullable(text);
  }

  /// Whether the condition is fulfilled; an expression that cannot be evaluated is not.
  boolean holds(Subject subject) {
    return plan == null ? text == null : plan.evaluate(subject) == Outcome.HOLDS;
  }
}
