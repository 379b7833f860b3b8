package org.ozmonitor.core.evm.index;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ozmonitor.core.evm.value.Word;
import org.ozmonitor.core.evm.value.WordKind;
import org.ozmonitor.core.expression.Evaluation;
import org.ozmonitor.core.expression.Expression;
import org.ozmonitor.core.expression.ExpressionEvaluator;
import org.ozmonitor.core.expression.Operator;
import org.ozmonitor.core.expression.Parameters;

/// An expression made ready for one parameter list: comparisons of words compare words, everything
/// else compares text as {@link ExpressionEvaluator} does, with the same outcome. Immutable.
public sealed interface PlannedExpression {
  /// The three outcomes of an evaluation.
  enum Outcome {
    HOLDS,
    DOES_NOT_HOLD,
    /// It cannot be evaluated, which counts as not holding, for the whole expression.
    FAILED
  }

  /// The values that an expression is evaluated on.
  interface Subject {
    /// The value of a parameter that is one word; null when it is absent.
    ///
    /// @param parameter its place in the parameter list
    @Nullable Word word(int parameter);

    /// All parameters as text.
    Parameters parameters();
  }

  Outcome evaluate(Subject subject);

  /// `AND` and `OR`: the first term that fails or comes to `decisive` decides.
  record Sequence(boolean decisive, List<PlannedExpression> terms) implements PlannedExpression {
    public Sequence {
      terms = List.copyOf(terms);
    }

    @Override
    public Outcome evaluate(Subject subject) {
      Outcome end = decisive ? Outcome.HOLDS : Outcome.DOES_NOT_HOLD;
      for (int i = 0; i < terms.size(); i++) {
        Outcome outcome = terms.get(i).evaluate(subject);
        if (outcome == Outcome.FAILED || outcome == end) {
          return outcome;
        }
      }
      return decisive ? Outcome.DOES_NOT_HOLD : Outcome.HOLDS;
    }
  }

  /// A comparison of one word.
  ///
  /// @param literal ordered as the kind orders
  record WordComparison(int parameter, WordKind kind, Operator operator, Word literal)
      implements PlannedExpression {
    @Override
    public Outcome evaluate(Subject subject) {
      Word word = subject.word(parameter);
      if (word == null) {
        return operator == Operator.NOT_EQUAL ? Outcome.HOLDS : Outcome.DOES_NOT_HOLD;
      }
      int order = kind.ordered(word).compareUnsigned(literal);
      boolean holds =
          switch (operator) {
            case EQUAL -> order == 0;
            case NOT_EQUAL -> order != 0;
            case GREATER -> order > 0;
            case GREATER_OR_EQUAL -> order >= 0;
            case LESS -> order < 0;
            case LESS_OR_EQUAL -> order <= 0;
            case CONTAINS, STARTS_WITH, ENDS_WITH -> throw new IllegalStateException();
          };
      return holds ? Outcome.HOLDS : Outcome.DOES_NOT_HOLD;
    }
  }

  /// Whatever is not a comparison of words.
  record ByText(Expression expression) implements PlannedExpression {
    @Override
    public Outcome evaluate(Subject subject) {
      return switch (ExpressionEvaluator.evaluate(expression, subject.parameters())) {
        case Evaluation.Result(boolean value) -> value ? Outcome.HOLDS : Outcome.DOES_NOT_HOLD;
        case Evaluation.Failed _ -> Outcome.FAILED;
      };
    }
  }
}
