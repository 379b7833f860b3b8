package org.ozmonitor.core.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.ozmonitor.core.expression.ExpressionProblem.Rule;
import org.ozmonitor.core.expression.ParsedExpression.ConditionPlace;
import org.ozmonitor.core.problem.Suggestion;

/// Checks an expression against the parameters it will meet: finds what would only show by alerts
/// that never come. Confined to one call.
public final class ExpressionCheck {
  private final ParsedExpression expression;
  private final String owner;
  private final List<Declaration> declared;
  private final List<ExpressionProblem> problems = new ArrayList<>();
  private int next;

  private ExpressionCheck(ParsedExpression expression, String owner, List<Declaration> declared) {
    this.expression = expression;
    this.owner = owner;
    this.declared = declared;
  }

  /// The problems of an expression, at most one for each condition, in the order of the text.
  ///
  /// @param owner what has the parameters, for messages: `Transfer`
  /// @param declared the parameters in their order
  public static List<ExpressionProblem> check(
      ParsedExpression expression, String owner, List<Declaration> declared) {
    var check = new ExpressionCheck(expression, owner, declared);
    check.visit(expression.tree());
    return List.copyOf(check.problems);
  }

  private void visit(Expression part) {
    switch (part) {
      case Expression.Compare compare ->
          condition(compare, expression.places().get(next++)).ifPresent(problems::add);
      case Expression.And(var terms) -> terms.forEach(this::visit);
      case Expression.Or(var terms) -> terms.forEach(this::visit);
    }
  }

  private Optional<ExpressionProblem> condition(Expression.Compare compare, ConditionPlace place) {
    Optional<Declaration> found = find(compare.left().base());
    if (found.isEmpty()) {
      return Optional.of(
          new ExpressionProblem(Rule.NAME, place.left(), unknown(compare.left().base())));
    }
    return switch (DeclaredPath.follow(found.get(), compare.left())) {
      case DeclaredPath.Unknown _ -> Optional.empty();
      case DeclaredPath.Wrong(Rule rule, String message) ->
          Optional.of(new ExpressionProblem(rule, place.left(), message));
      case DeclaredPath.Found(Declaration value) ->
          ConditionCheck.problem(compare, value).map(finding -> finding.at(place, compare.left()));
    };
  }

  private Optional<Declaration> find(String name) {
    Optional<Declaration> named = declared.stream().filter(d -> d.name().equals(name)).findFirst();
    return named.or(
        () ->
            PositionText.ofName(name)
                .filter(position -> position < declared.size())
                .map(declared::get));
  }

  private String unknown(String name) {
    List<String> names = declared.stream().map(Declaration::name).toList();
    String meant =
        Suggestion.nearest(name, names).map(n -> "; did you mean `" + n + "`?").orElse(";");
    return "no parameter " + Excerpt.code(name) + meant + " " + owner + " has " + all(names);
  }

  private static String all(List<String> names) {
    var shown = new ArrayList<String>();
    for (int i = 0; i < names.size(); i++) {
      shown.add(names.get(i).isEmpty() ? "$" + i : names.get(i));
    }
    return shown.isEmpty() ? "no parameters" : shown.stream().collect(Collectors.joining(", "));
  }
}
