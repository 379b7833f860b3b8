package org.ozmonitor.core.notification;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Pattern;

/// Takes the sting out of values that came from a chain, whatever the channel: they mention nobody,
/// become no link by themselves and do not turn the direction of a line. Pure.
///
/// Numbers, addresses, hashes and ordinary names come out as they went in. What is added is a
/// zero-width space, so that a reader sees the same text.
final class ForeignText {
  /// Invisible; ends every word that a channel might recognise.
  static final char GAP = '\u200B';

  /// As `evil.com`: what chat and mail programs make a link of. Not `25.5`, nor `USDC.e`.
  private static final Pattern DOMAIN_DOT =
      Pattern.compile("(?<=[\\p{L}\\p{N}\\-])([.\u3002\uFF0E])(?=\\p{L}{2})");

  private static final Pattern WEB = Pattern.compile("(?i)https?://[a-z0-9\\[].*");

  /// A scheme of a link, also without slashes: `javascript:`, `tg:`, `mailto:`.
  private static final Pattern SCHEME =
      Pattern.compile(
          "(?i)(?<![a-z0-9])(https?|ftps?|wss?|ipfs|mailto|tel|sms|javascript|vbscript|data|file|tg"
              + "|slack|discord|blob|view-source)(\\s*):(?=\\S)");

  private ForeignText() {}

  /// As text: no mention, no link, no control of the direction.
  ///
  /// @param before the unit that stands before it, or a blank
  static String inert(String value, char before) {
    StringBuilder text = new StringBuilder(value.length() + 8);
    if (!value.isEmpty() && continues(before, value.charAt(0))) {
      text.append(GAP);
    }
    for (int at = 0; at < value.length(); at++) {
      char unit = value.charAt(at);
      text.append(storable(value, at));
      char next = at + 1 < value.length() ? value.charAt(at + 1) : ' ';
      boolean tag = unit == '#' && (Character.isLetter(next) || next == '_');
      boolean scheme = unit == ':' && value.startsWith("//", at + 1);
      if (unit == '@' || unit == '\uFF20' || tag || scheme) {
        text.append(GAP);
      }
    }
    if (!value.isEmpty() && "<:/\\".indexOf(value.charAt(value.length() - 1)) >= 0) {
      text.append(GAP); // what follows may be an attacker's as well
    }
    String unlinked = DOMAIN_DOT.matcher(text).replaceAll("$1" + GAP);
    return SCHEME.matcher(unlinked).replaceAll("$1$2:" + GAP).replace(":" + GAP + GAP, ":" + GAP);
  }

  /// In code: nothing is a link there, but a mention may be.
  static String inertInCode(String value) {
    StringBuilder text = new StringBuilder(value.length() + 8);
    for (int at = 0; at < value.length(); at++) {
      text.append(storable(value, at));
      if (value.charAt(at) == '@') {
        text.append(GAP);
      }
    }
    return text.toString();
  }

  /// Whether a value that begins so would complete what the operator wrote before it.
  private static boolean continues(char before, char first) {
    return switch (before) {
      case '@', '\\' -> true;
      case '<', '&', '!', '#' -> !Character.isDigit(first);
      default -> false;
    };
  }

  /// Controls of the direction, NUL and halves of characters are shown as the sign for something
  /// that cannot be shown.
  private static char storable(String value, int at) {
    char unit = value.charAt(at);
    boolean lone =
        (Character.isHighSurrogate(unit)
                && (at + 1 == value.length() || !Character.isLowSurrogate(value.charAt(at + 1))))
            || (Character.isLowSurrogate(unit)
                && (at == 0 || !Character.isHighSurrogate(value.charAt(at - 1))));
    boolean direction =
        (unit >= '\u202A' && unit <= '\u202E') || (unit >= '\u2066' && unit <= '\u2069');
    return lone || direction || unit == '\0' ? '\uFFFD' : unit;
  }

  /// As part of a URL, or as one: it cannot end the URL, nor lead elsewhere than the web.
  static String inUrl(FilledText.Value value) {
    boolean whole = value.place() == FilledText.Place.AS_URL && WEB.matcher(value.text()).matches();
    StringBuilder url = new StringBuilder();
    String text = value.text();
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    for (int at = 0; at < bytes.length; at++) {
      boolean inside =
          at > 0
              && at + 1 < bytes.length
              && isPlain(bytes[at - 1] & 0xff)
              && isPlain(bytes[at + 1] & 0xff);
      int unit = bytes[at] & 0xff;
      boolean kept =
          isPlain(unit)
              || unit == '.'
              || unit == '-'
              || (unit == '_' && inside)
              || (whole && "/:?#&=%+,;@".indexOf(unit) >= 0);
      if (kept) {
        url.append((char) unit);
      } else {
        url.append('%').append(HexFormat.of().withUpperCase().toHexDigits((byte) unit));
      }
    }
    return url.toString();
  }

  private static boolean isPlain(int unit) {
    return (unit >= '0' && unit <= '9')
        || (unit >= 'a' && unit <= 'z')
        || (unit >= 'A' && unit <= 'Z');
  }
}
