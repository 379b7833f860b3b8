package org.ozmonitor.core.expression;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;

/// Decimals of 96 bits and at most 28 fraction digits, as elements of arrays are compared.
///
/// The reader stops where the value is full: an integer part that does not fit is not a number,
/// surplus fraction digits are rounded by the first of them, and what follows that one is not
/// looked at. This is the arithmetic upstream compares with, so that the same elements match.
final class DecimalText {
  private static final BigInteger MAX = BigInteger.ONE.shiftLeft(96).subtract(BigInteger.ONE);
  private static final int MAX_SCALE = 28;

  private final String text;
  private BigInteger unscaled = BigInteger.ZERO;
  private int scale;
  private boolean hasPoint;
  private boolean hasDigit;

  private DecimalText(String text) {
    this.text = text;
  }

  /// A sign, digits with `_` after the first, at most one point; no exponent, no blanks.
  static Optional<BigDecimal> read(String text) {
    return new DecimalText(text).read();
  }

  private Optional<BigDecimal> read() {
    boolean negative = text.startsWith("-");
    for (int i = negative || text.startsWith("+") ? 1 : 0; i < text.length(); i++) {
      char next = text.charAt(i);
      if (hasPoint && scale == MAX_SCALE) {
        return round(next, negative);
      }
      if (next == '.' && !hasPoint) {
        hasPoint = true;
      } else if (isDigit(next)) {
        var longer = unscaled.multiply(BigInteger.TEN).add(BigInteger.valueOf(next - '0'));
        if (longer.compareTo(MAX) > 0) {
          return hasPoint ? round(next, negative) : Optional.empty();
        }
        unscaled = longer;
        hasDigit = true;
        scale += hasPoint ? 1 : 0;
      } else if (next != '_' || !hasDigit) {
        return Optional.empty();
      }
    }
    return hasDigit ? Optional.of(value(negative)) : Optional.empty();
  }

  private Optional<BigDecimal> round(char surplus, boolean negative) {
    if (!isDigit(surplus) && surplus != '_' && surplus != '.') {
      return Optional.empty();
    }
    if (isDigit(surplus) && surplus >= '5') {
      unscaled = unscaled.add(BigInteger.ONE);
    }
    return Optional.of(value(negative));
  }

  private BigDecimal value(boolean negative) {
    return new BigDecimal(negative ? unscaled.negate() : unscaled, scale);
  }

  private static boolean isDigit(char character) {
    return character >= '0' && character <= '9';
  }
}
