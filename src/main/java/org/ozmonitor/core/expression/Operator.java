package org.ozmonitor.core.expression;

/// The relations a condition can ask for.
public enum Operator {
  EQUAL("=="),
  NOT_EQUAL("!="),
  GREATER_OR_EQUAL(">="),
  LESS_OR_EQUAL("<="),
  GREATER(">"),
  LESS("<"),
  CONTAINS("contains"),
  STARTS_WITH("starts_with"),
  ENDS_WITH("ends_with");

  private final String symbol;

  Operator(String symbol) {
    this.symbol = symbol;
  }

  /// The operator as it is written; words may be written in any letter case.
  public String symbol() {
    return symbol;
  }
}
