package org.ozmonitor.core.evm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ozmonitor.core.definition.Monitor.SignatureCondition;
import org.ozmonitor.core.definition.Monitor.TransactionCondition;
import org.ozmonitor.core.definition.Monitor.TransactionCondition.Status;
import org.ozmonitor.core.evm.explain.Explanation.Check;
import org.ozmonitor.core.evm.explain.Explanation.Clause;
import org.ozmonitor.core.evm.explain.Explanation.Outcome;
import org.ozmonitor.core.expression.Evaluation;
import org.ozmonitor.core.expression.Expression;
import org.ozmonitor.core.expression.ExpressionEvaluator;
import org.ozmonitor.core.expression.ExpressionParser;
import org.ozmonitor.core.expression.ExpressionSyntaxException;
import org.ozmonitor.core.expression.Literal;
import org.ozmonitor.core.expression.Parameters;

/// Evaluates conditions and keeps what was seen on the way. Stateless.
final class ConditionChecks {
  private ConditionChecks() {}

  /// The conditions on a signature in their order, up to the first that holds.
  ///
  /// @param kind `events` or `functions`
  /// @param signature canonical
  static List<Check> ofSignature(
      String kind, List<SignatureCondition> conditions, String signature, Arguments arguments) {
    List<Check> checks = new ArrayList<>();
    for (int i = 0; i < conditions.size(); i++) {
      SignatureCondition condition = conditions.get(i);
      if (isSame(condition.signature(), signature)) {
        checks.add(check(path(kind, i), condition.expression(), arguments));
        if (checks.getLast().outcome() == Outcome.HOLDS) {
          break;
        }
      }
    }
    return checks;
  }

  /// A transaction condition: the status, then the expression.
  static Check ofTransaction(
      String path, TransactionCondition condition, Status seen, Parameters parameters) {
    boolean fits = condition.status() == Status.ANY || condition.status() == seen;
    return fits
        ? check(path, condition.expression(), parameters)
        : new Check(
            path,
            condition.expression(),
            List.of(),
            Outcome.DOES_NOT_HOLD,
            "the transaction has the status " + seen.spelling());
  }

  static String path(String kind, int index) {
    return "match_conditions." + kind + "[" + index + "]";
  }

  static boolean isSame(String configured, String canonical) {
    return Signatures.normalise(configured).equals(Signatures.normalise(canonical));
  }

  private static Check check(String path, Optional<String> expression, Parameters parameters) {
    if (expression.isEmpty()) {
      return new Check(path, expression, List.of(), Outcome.HOLDS, "");
    }
    Expression parsed;
    try {
      parsed = ExpressionParser.parse(expression.get());
    } catch (ExpressionSyntaxException e) {
      return new Check(
          path, expression, List.of(), Outcome.FAILED, "is no expression: " + e.getMessage());
    }
    List<Clause> clauses = new ArrayList<>();
    Evaluation result =
        ExpressionEvaluator.evaluate(
            parsed,
            parameters,
            (clause, value, outcome) ->
                clauses.add(new Clause(text(clause), value, outcome(outcome), detail(outcome))));
    return new Check(path, expression, clauses, outcome(result), detail(result));
  }

  private static String text(Expression.Compare clause) {
    Literal literal = clause.literal();
    String right =
        literal.type() == Literal.Type.TEXT ? "'" + literal.text() + "'" : literal.text();
    return clause.left() + " " + clause.operator().symbol() + " " + right;
  }

  private static Outcome outcome(Evaluation evaluation) {
    return switch (evaluation) {
      case Evaluation.Result(boolean value) -> value ? Outcome.HOLDS : Outcome.DOES_NOT_HOLD;
      case Evaluation.Failed _ -> Outcome.FAILED;
    };
  }

  private static String detail(Evaluation evaluation) {
    return evaluation instanceof Evaluation.Failed(var _, String detail) ? detail : "";
  }
}
