package org.ozmonitor.core.markdown;

/// The values that stand in the holes of a text. They are written as what they are, whatever they
/// hold.
///
/// A hole is marked by noncharacters, which no text may hold otherwise: neither blanks nor
/// punctuation, so that markup around a hole is read as around a word.
public interface Holes {
  /// Begins the mark of a hole.
  char BEGIN = '\uFDD0';

  /// Digits of a number in a mark; together they are 15⁵ holes.
  int DIGITS = 5;

  int RADIX = 15;

  /// The mark of a hole.
  ///
  /// @param hole 0–759 374
  static String mark(int hole) {
    StringBuilder mark = new StringBuilder(DIGITS + 1).append(BEGIN);
    int rest = hole;
    for (int digit = 0; digit < DIGITS; digit++) {
      mark.append((char) (BEGIN + 1 + rest % RADIX));
      rest /= RADIX;
    }
    return mark.toString();
  }

  /// The number in the mark that begins at `at`.
  static int number(String text, int at) {
    int number = 0;
    for (int digit = DIGITS; digit > 0; digit--) {
      number = number * RADIX + text.charAt(at + digit) - BEGIN - 1;
    }
    return number;
  }

  /// As text; HTML is not escaped yet.
  String text(int hole);

  /// As code; HTML is not escaped yet.
  String code(int hole);

  /// As part of a URL, or as one.
  ///
  /// @param begins whether the URL begins with it
  String url(int hole, boolean begins);

  /// As HTML, within or between tags.
  String html(int hole);
}
