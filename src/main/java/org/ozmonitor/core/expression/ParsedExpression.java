package org.ozmonitor.core.expression;

import java.util.List;

/// An expression with the places of its conditions in the text, for messages about them.
/// Immutable.
///
/// @param places of the conditions of the tree, in the order in which they are written
public record ParsedExpression(Expression tree, List<ConditionPlace> places) {
  public ParsedExpression {
    places = List.copyOf(places);
  }

  /// Where the parts of a condition begin, in characters (code points), the first is 1.
  public record ConditionPlace(int left, int operator, int literal) {}
}
