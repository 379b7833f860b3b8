package org.ozmonitor.core.expression;

import java.util.Optional;

/// A text that is not an expression. The message says where, what was expected and, where that can
/// be guessed, what was meant.
public final class ExpressionSyntaxException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final SyntaxRule rule;
  private final int position;
  private final int line;
  private final int column;
  private final String suggestion;

  /// @param text the whole text
  /// @param index where the problem is, in UTF-16 units from 0
  /// @param suggestion what would be right; empty if there is none
  ExpressionSyntaxException(
      SyntaxRule rule, String text, int index, String problem, String suggestion) {
    super(message(text, index, problem, suggestion));
    this.rule = rule;
    this.position = position(text, index);
    this.line = line(text, index);
    this.column = column(text, index);
    this.suggestion = suggestion;
  }

  /// The rule of the grammar that is broken.
  public SyntaxRule rule() {
    return rule;
  }

  /// Where the text stops making sense, in characters (code points), the first is 1.
  public int position() {
    return position;
  }

  /// The line of the position, the first is 1.
  public int line() {
    return line;
  }

  /// The column of the position in its line, in characters, the first is 1.
  public int column() {
    return column;
  }

  /// What would be right, in words.
  public Optional<String> suggestion() {
    return suggestion.isEmpty() ? Optional.empty() : Optional.of(suggestion);
  }

  private static String message(String text, int index, String problem, String suggestion) {
    String where = "position " + position(text, index);
    if (text.indexOf('\n') >= 0) {
      where += " (line " + line(text, index) + ", column " + column(text, index) + ")";
    }
    return where + ": " + problem + (suggestion.isEmpty() ? "" : "; " + suggestion);
  }

  private static int position(String text, int index) {
    return text.codePointCount(0, index) + 1;
  }

  private static int line(String text, int index) {
    return (int) text.chars().limit(index).filter(c -> c == '\n').count() + 1;
  }

  private static int column(String text, int index) {
    int start = text.lastIndexOf('\n', index - 1) + 1;
    return text.codePointCount(start, index) + 1;
  }
}
