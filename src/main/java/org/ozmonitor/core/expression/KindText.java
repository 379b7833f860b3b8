package org.ozmonitor.core.expression;

import java.util.OptionalInt;

/// The names of kinds taken apart: `tuple[2][]` is an array of `tuple[2]`, its base is `tuple`.
final class KindText {
  private KindText() {}

  static boolean isArray(String kind) {
    return kind.endsWith("]") && kind.indexOf('[') > 0;
  }

  /// Whether the kind, without dimensions, is a tuple, named or written out: `(address,bytes)`.
  static boolean isTuple(String base) {
    return base.equals("tuple") || (base.startsWith("(") && base.endsWith(")"));
  }

  /// The declared length of an array, if it has one.
  static OptionalInt length(String array) {
    String digits = array.substring(array.lastIndexOf('[') + 1, array.length() - 1);
    return digits.matches("[0-9]{1,9}")
        ? OptionalInt.of(Integer.parseInt(digits))
        : OptionalInt.empty();
  }

  /// The kind without its dimensions.
  static String base(String kind) {
    String base = kind;
    while (isArray(base)) {
      base = element(base);
    }
    return base;
  }

  /// The kind of the elements of an array.
  static String element(String array) {
    return array.substring(0, array.lastIndexOf('['));
  }
}
