package org.ozmonitor.core.expression;

import java.util.Optional;

/// Places of parameters and of elements of tuples, as names spell them: `0`, `12`.
final class PositionText {
  private static final int MAX_DIGITS = 9;

  private PositionText() {}

  /// The place, empty if the text is not decimal digits without surplus zeros.
  static Optional<Integer> read(String digits) {
    boolean isPlain =
        !digits.isEmpty()
            && digits.length() <= MAX_DIGITS
            && digits.chars().allMatch(c -> TextCursor.isDigit((char) c))
            && (digits.length() == 1 || digits.charAt(0) != '0');
    return isPlain ? Optional.of(Integer.parseInt(digits)) : Optional.empty();
  }

  /// The place that a name means: `$0` is the first parameter.
  static Optional<Integer> ofName(String name) {
    return name.startsWith("$") ? read(name.substring(1)) : Optional.empty();
  }
}
