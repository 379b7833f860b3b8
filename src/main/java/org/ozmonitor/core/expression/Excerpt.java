package org.ozmonitor.core.expression;

/// A value as error messages show it: in quotes and never longer than a line.
final class Excerpt {
  private static final int MAX_CHARS = 80;

  private Excerpt() {}

  static String of(String text) {
    if (text.length() <= MAX_CHARS) {
      return "'" + text + "'";
    }
    return "'" + text.substring(0, MAX_CHARS) + "…' (" + text.length() + " characters)";
  }

  /// A name or a part of an expression, in backticks and never longer than a line.
  static String code(Object part) {
    String text = part.toString();
    return "`" + (text.length() <= MAX_CHARS ? text : text.substring(0, MAX_CHARS) + "…") + "`";
  }
}
