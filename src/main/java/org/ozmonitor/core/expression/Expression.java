package org.ozmonitor.core.expression;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/// A parsed filter expression. Immutable; nesting is bounded by [ExpressionParser#MAX_DEPTH].
public sealed interface Expression {

  /// One condition: the value at `left` stands in the relation `operator` to `literal`.
  record Compare(Left left, Operator operator, Literal literal) implements Expression {}

  /// Holds when every term holds. Terms are evaluated in order, the first that does not hold ends
  /// it.
  ///
  /// @param terms at least two
  record And(List<Expression> terms) implements Expression {
    public And {
      terms = List.copyOf(terms);
    }
  }

  /// Holds when any term holds. Terms are evaluated in order, the first that holds ends it.
  ///
  /// @param terms at least two
  record Or(List<Expression> terms) implements Expression {
    public Or {
      terms = List.copyOf(terms);
    }
  }

  /// The base names the expression reads, each once, in the order of their first appearance.
  default SequencedSet<String> names() {
    var names = new LinkedHashSet<String>();
    collectNames(this, names);
    return Collections.unmodifiableSequencedSet(names);
  }

  private static void collectNames(Expression expression, SequencedSet<String> names) {
    switch (expression) {
      case Compare compare -> names.add(compare.left().base());
      case And(var terms) -> terms.forEach(term -> collectNames(term, names));
      case Or(var terms) -> terms.forEach(term -> collectNames(term, names));
    }
  }
}
