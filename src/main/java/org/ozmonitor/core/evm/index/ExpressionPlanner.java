package org.ozmonitor.core.evm.index;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.ozmonitor.core.evm.index.Access.Relation;
import org.ozmonitor.core.evm.value.Address;
import org.ozmonitor.core.evm.value.Word;
import org.ozmonitor.core.evm.value.WordKind;
import org.ozmonitor.core.expression.Expression;
import org.ozmonitor.core.expression.Expression.Compare;
import org.ozmonitor.core.expression.Literal;
import org.ozmonitor.core.expression.Operator;

/// Plans expressions over one parameter list. Immutable.
public final class ExpressionPlanner {
  private static final Word MAX = new Word(-1, -1, -1, -1);
  private static final int ADDRESS_DIGITS = 40;

  private final List<Declared> parameters;
  private final Function<Compare, Optional<Access>> special;
  private final boolean byPosition;

  /// A parameter as declared.
  ///
  /// @param kind empty when its values are not words
  /// @param readable whether its word can be read before anything is decoded
  public record Declared(String name, Optional<WordKind> kind, boolean readable) {}

  /// @param parameters in the order in which places are counted
  /// @param byPosition whether `$0` is another name of the first parameter
  /// @param special accesses for comparisons that are not comparisons of words
  public ExpressionPlanner(
      List<Declared> parameters, boolean byPosition, Function<Compare, Optional<Access>> special) {
    this.parameters = List.copyOf(parameters);
    this.byPosition = byPosition;
    this.special = special;
  }

  /// The expression, ready to be evaluated.
  public PlannedExpression plan(Expression expression) {
    return switch (expression) {
      case Compare compare -> planComparison(compare);
      case Expression.And(var terms) ->
          new PlannedExpression.Sequence(false, terms.stream().map(this::plan).toList());
      case Expression.Or(var terms) ->
          new PlannedExpression.Sequence(true, terms.stream().map(this::plan).toList());
    };
  }

  private PlannedExpression planComparison(Compare compare) {
    int place = place(compare);
    Optional<Word> literal = literal(compare, place);
    return literal.isPresent()
        ? new PlannedExpression.WordComparison(
            place, kind(place), compare.operator(), literal.get())
        : new PlannedExpression.ByText(compare);
  }

  /// Where an entry with this expression has to stand.
  public AccessPlan access(Expression expression) {
    return switch (expression) {
      case Compare compare -> accessOf(compare);
      case Expression.And(var terms) ->
          terms.stream().map(this::access).reduce(new AccessPlan.Anywhere(), AccessPlan::and);
      case Expression.Or(var terms) ->
          terms.stream().map(this::access).reduce(new AccessPlan.Nowhere(), AccessPlan::or);
    };
  }

  private AccessPlan accessOf(Compare compare) {
    Optional<Access> byRule = special.apply(compare);
    if (byRule.isPresent()) {
      return new AccessPlan.OneOf(List.of(byRule.get()));
    }
    int place = place(compare);
    Optional<Word> literal = literal(compare, place);
    if (literal.isEmpty() || !parameters.get(place).readable()) {
      return new AccessPlan.Anywhere();
    }
    Word bound = literal.get();
    return switch (compare.operator()) {
      case EQUAL -> one(place, Relation.EQUAL, bound);
      case GREATER_OR_EQUAL -> one(place, Relation.AT_LEAST, bound);
      case LESS_OR_EQUAL -> one(place, Relation.AT_MOST, bound);
      case GREATER ->
          bound.equals(MAX)
              ? new AccessPlan.Nowhere()
              : one(place, Relation.AT_LEAST, bound.plus(Word.ONE));
      case LESS ->
          bound.isZero() ? new AccessPlan.Nowhere() : one(place, Relation.AT_MOST, bound.plus(MAX));
      case NOT_EQUAL, CONTAINS, STARTS_WITH, ENDS_WITH -> new AccessPlan.Anywhere();
    };
  }

  private static AccessPlan one(int place, Relation relation, Word bound) {
    return new AccessPlan.OneOf(List.of(new Access(place, relation, bound)));
  }

  /// The place of the parameter that a comparison reads as it is; -1 when there is none.
  private int place(Compare compare) {
    if (!compare.left().accessors().isEmpty()) {
      return -1;
    }
    for (int i = 0; i < parameters.size(); i++) {
      if (parameters.get(i).name().equals(compare.left().base())) {
        return i;
      }
    }
    return position(compare.left().base());
  }

  /// The place that `$0`, `$1`, … name; -1 when the name is none of them.
  private int position(String name) {
    if (name.length() < 2
        || name.length() > 4
        || name.charAt(0) != '$'
        || (name.length() > 2 && name.charAt(1) == '0')) {
      return -1;
    }
    int position = 0;
    for (int i = 1; i < name.length(); i++) {
      char digit = name.charAt(i);
      if (digit < '0' || digit > '9') {
        return -1;
      }
      position = position * 10 + digit - '0';
    }
    return byPosition && position < parameters.size() ? position : -1;
  }

  private WordKind kind(int place) {
    return parameters.get(place).kind().orElseThrow();
  }

  /// The right side as an ordered word, where the comparison is one of words that cannot fail.
  private Optional<Word> literal(Compare compare, int place) {
    if (place < 0 || parameters.get(place).kind().isEmpty()) {
      return Optional.empty();
    }
    WordKind kind = kind(place);
    Operator operator = compare.operator();
    Literal literal = compare.literal();
    boolean equality = operator == Operator.EQUAL || operator == Operator.NOT_EQUAL;
    boolean order =
        switch (operator) {
          case GREATER, GREATER_OR_EQUAL, LESS, LESS_OR_EQUAL -> true;
          case EQUAL, NOT_EQUAL, CONTAINS, STARTS_WITH, ENDS_WITH -> false;
        };
    Optional<Word> word =
        switch (kind) {
          case UNSIGNED ->
              literal.type() != Literal.Type.BOOL && (equality || order)
                  ? literal.unsigned().map(Word::of)
                  : Optional.empty();
          case SIGNED ->
              literal.type() != Literal.Type.BOOL && (equality || order)
                  ? literal.signed().map(Word::of)
                  : Optional.empty();
          case ACCOUNT ->
              // A prefix that is left over equals no address.
              literal.type() == Literal.Type.TEXT
                      && equality
                      && literal.address().length() == ADDRESS_DIGITS
                  ? Address.parseConfigured(literal.address()).map(Word::of)
                  : Optional.empty();
          case FLAG ->
              literal.type() == Literal.Type.BOOL && equality
                  ? Optional.of(literal.text().equals("true") ? Word.ONE : Word.ZERO)
                  : Optional.empty();
        };
    return word.map(kind::ordered);
  }
}
