package org.ozmonitor.core.evm;

import java.util.ArrayList;
import java.util.List;
import org.ozmonitor.core.evm.abi.AbiEvent;
import org.ozmonitor.core.evm.abi.AbiFunction;
import org.ozmonitor.core.evm.abi.AbiParameter;
import org.ozmonitor.core.expression.Declaration;
import org.ozmonitor.core.expression.ExpressionCheck;
import org.ozmonitor.core.expression.ExpressionParser;
import org.ozmonitor.core.expression.ExpressionProblem;
import org.ozmonitor.core.expression.ExpressionSyntaxException;
import org.ozmonitor.core.expression.ParsedExpression;
import org.ozmonitor.core.problem.Problems;

/// Checks expressions against what an ABI declares. Everything is a warning: such an expression is
/// accepted, it only never holds. Confined to one thread.
final class EvmExpressionCheck {
  private final Problems problems;

  EvmExpressionCheck(Problems problems) {
    this.problems = problems;
  }

  /// What an expression may meet.
  ///
  /// @param owner of the parameters, for messages
  record Subject(String owner, List<Declaration> declared) {
    static final Subject TRANSACTION = new Subject("a transaction", TransactionParameters.DECLARED);

    Subject {
      declared = List.copyOf(declared);
    }

    static Subject of(AbiEvent event) {
      return new Subject("`" + event.name() + "`", declared(event.inputs()));
    }

    static Subject of(AbiFunction function) {
      return new Subject("`" + function.name() + "`", declared(function.inputs()));
    }

    private static List<Declaration> declared(List<AbiParameter> parameters) {
      return parameters.stream()
          .map(
              p ->
                  new Declaration(
                      p.name(),
                      p.kind(),
                      p.indexed() && !p.type().isWord(),
                      declared(p.components())))
          .toList();
    }
  }

  /// Reports the problems that the expression has with every subject: where a monitor has several
  /// ABIs, a condition that holds with one of them is sound.
  ///
  /// @param subjects none if they are not known; then only the syntax is checked
  void check(String text, String place, List<Subject> subjects) {
    ParsedExpression parsed;
    try {
      parsed = ExpressionParser.read(text);
    } catch (ExpressionSyntaxException e) {
      problems.warning(
          place,
          "monitor.expression.syntax",
          "never holds, because of its syntax (" + e.rule().id() + "): " + e.getMessage());
      return;
    }
    List<ExpressionProblem> common = new ArrayList<>();
    for (int i = 0; i < subjects.size(); i++) {
      Subject subject = subjects.get(i);
      List<ExpressionProblem> own =
          ExpressionCheck.check(parsed, subject.owner(), subject.declared());
      if (i == 0) {
        common.addAll(own);
      } else {
        common.removeIf(problem -> own.stream().noneMatch(o -> isSamePlace(o, problem)));
      }
    }
    common.forEach(
        problem ->
            problems.warning(
                place, "monitor.expression." + problem.rule().id(), problem.toString()));
  }

  private static boolean isSamePlace(ExpressionProblem one, ExpressionProblem other) {
    return one.position() == other.position() && one.rule() == other.rule();
  }
}
