package org.ozmonitor.core.expression;

import java.util.Locale;

/// `bytes1` to `bytes31`. Their text has 32 bytes, the surplus ones zero; expressions may spell
/// them either way, and parts are looked for in the bytes that count.
final class ShortBytes {
  private static final int WORD_CHARS = 2 + 64;

  private ShortBytes() {}

  static Evaluation compare(String kind, String value, Operator operator, Literal literal) {
    if (literal.type() != Literal.Type.TEXT) {
      return Mismatch.literalType(literal, kind);
    }
    String left = significant(kind, value.toLowerCase(Locale.ROOT));
    String right = literal.lowerCase();
    return switch (operator) {
      case EQUAL -> Evaluation.of(equal(kind, value, literal));
      case NOT_EQUAL -> Evaluation.of(!equal(kind, value, literal));
      case CONTAINS -> Evaluation.of(left.contains(right));
      case STARTS_WITH -> Evaluation.of(left.startsWith(right));
      case ENDS_WITH -> Evaluation.of(left.endsWith(right));
      case GREATER, GREATER_OR_EQUAL, LESS, LESS_OR_EQUAL -> Mismatch.operator(operator, kind);
    };
  }

  static boolean equal(String kind, String value, Literal literal) {
    String left = value.toLowerCase(Locale.ROOT);
    String right = literal.lowerCase();
    return left.equals(right) || significant(kind, left).equals(right);
  }

  /// The bytes of the kind's length of a text of 32 bytes; other texts as they are.
  private static String significant(String kind, String value) {
    int size = Integer.parseInt(kind, "bytes".length(), kind.length(), 10);
    return value.length() == WORD_CHARS ? value.substring(0, 2 + 2 * size) : value;
  }
}
