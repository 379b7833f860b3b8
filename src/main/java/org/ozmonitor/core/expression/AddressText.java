package org.ozmonitor.core.expression;

import java.util.Locale;

/// The form in which addresses are compared.
final class AddressText {
  private static final int HEX_DIGITS = 40;

  private AddressText() {}

  /// Without one leading lower-case `0x`, without white space anywhere, lower case. Nothing is
  /// padded or checked: a text that is no address is simply equal to none.
  static String normalise(String text) {
    var digits = new StringBuilder(text.length());
    for (int i = text.startsWith("0x") ? 2 : 0; i < text.length(); i++) {
      if (!WhiteSpace.is(text.charAt(i))) {
        digits.append(text.charAt(i));
      }
    }
    return digits.toString().toLowerCase(Locale.ROOT);
  }

  /// Whether the text is `0x` and forty hexadecimal digits.
  static boolean isAddress(String text) {
    return text.startsWith("0x") && hasAddressDigits(text);
  }

  /// As [#isAddress], with `0X` allowed too.
  static boolean isAddressInAnyCase(String text) {
    return (text.startsWith("0x") || text.startsWith("0X")) && hasAddressDigits(text);
  }

  private static boolean hasAddressDigits(String text) {
    return text.length() == HEX_DIGITS + 2
        && text.chars().skip(2).allMatch(c -> c < 0x80 && Character.digit(c, 16) >= 0);
  }
}
