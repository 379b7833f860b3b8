package org.ozmonitor.core.expression;

/// A text that is not an expression. The message says where and what was expected.
public final class ExpressionSyntaxException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int position;

  ExpressionSyntaxException(int position, String problem) {
    super("position " + position + ": " + problem);
    this.position = position;
  }

  /// Where the text stops making sense, in characters (code points), the first is 1.
  public int position() {
    return position;
  }
}
