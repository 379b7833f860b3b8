package org.ozmonitor.core.markdown;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// HTML as it grows: escapes text, fills holes, and turns quotation marks as they open and close.
final class HtmlText {
  private static final String URL_UNITS = "!#$%()*+,-./:;=?@_~";
  private static final int NONE = -1;

  private final Holes holes;
  private final StringBuilder out = new StringBuilder();
  private int singleOpened = NONE;
  private boolean doubleOpened;

  HtmlText(Holes holes) {
    this.holes = holes;
  }

  String html() {
    return out.toString();
  }

  @CanIgnoreReturnValue
  HtmlText raw(String html) {
    out.append(html);
    return this;
  }

  /// Begins a block: quotation marks do not pair across blocks.
  @CanIgnoreReturnValue
  HtmlText block(String html) {
    singleOpened = NONE;
    doubleOpened = false;
    return raw(html);
  }

  @CanIgnoreReturnValue
  HtmlText text(String literal) {
    for (int at = 0; at < literal.length(); at++) {
      if (literal.charAt(at) == Holes.BEGIN) {
        int hole = Holes.number(literal, at);
        at += Holes.DIGITS;
        value(holes.text(hole), at + 1 < literal.length() ? literal.charAt(at + 1) : ' ');
      } else {
        escape(literal.charAt(at), false);
      }
    }
    return this;
  }

  /// A value has smart punctuation as any text, as upstream does it; no other markup.
  private void value(String value, char after) {
    for (int at = 0; at < value.length(); at++) {
      char unit = value.charAt(at);
      if (unit == '"' || unit == '\'') {
        int before = out.isEmpty() ? ' ' : out.charAt(out.length() - 1);
        int next = at + 1 < value.length() ? value.charAt(at + 1) : after;
        quote(new SmartQuote(unit, before, next));
      } else {
        escape(unit, false);
      }
    }
  }

  @CanIgnoreReturnValue
  HtmlText code(String literal) {
    for (int at = 0; at < literal.length(); at++) {
      if (literal.charAt(at) == Holes.BEGIN) {
        holes.code(Holes.number(literal, at)).chars().forEach(unit -> escape((char) unit, false));
        at += Holes.DIGITS;
      } else {
        escape(literal.charAt(at), false);
      }
    }
    return this;
  }

  /// Between quotation marks.
  @CanIgnoreReturnValue
  HtmlText attribute(String literal) {
    for (int at = 0; at < literal.length(); at++) {
      if (literal.charAt(at) == Holes.BEGIN) {
        holes.text(Holes.number(literal, at)).chars().forEach(unit -> escape((char) unit, true));
        at += Holes.DIGITS;
      } else {
        escape(literal.charAt(at), true);
      }
    }
    return this;
  }

  /// What the operator wrote as HTML.
  @CanIgnoreReturnValue
  HtmlText html(String literal) {
    for (int at = 0; at < literal.length(); at++) {
      if (literal.charAt(at) == Holes.BEGIN) {
        out.append(holes.html(Holes.number(literal, at)));
        at += Holes.DIGITS;
      } else {
        out.append(literal.charAt(at));
      }
    }
    return this;
  }

  @CanIgnoreReturnValue
  HtmlText url(String destination) {
    StringBuilder url = new StringBuilder();
    for (int at = 0; at < destination.length(); at++) {
      if (destination.charAt(at) == Holes.BEGIN) {
        url.append(holes.url(Holes.number(destination, at), url.isEmpty()));
        at += Holes.DIGITS;
      } else {
        url.append(destination.charAt(at));
      }
    }
    for (byte unit : url.toString().getBytes(StandardCharsets.UTF_8)) {
      boolean letter = unit >= 0 && Character.isLetterOrDigit(unit);
      if (letter || (unit > 0 && URL_UNITS.indexOf(unit) >= 0)) {
        out.append((char) unit);
      } else if (unit == '&') {
        out.append("&amp;");
      } else if (unit == '\'') {
        out.append("&#x27;");
      } else {
        out.append('%').append(HexFormat.of().withUpperCase().toHexDigits(unit));
      }
    }
    return this;
  }

  /// A single mark is an apostrophe until a second one closes it.
  @CanIgnoreReturnValue
  HtmlText quote(SmartQuote quote) {
    if (quote.mark() == '"') {
      boolean closes = quote.closes() && doubleOpened;
      doubleOpened = closes ? false : doubleOpened || quote.opens();
      return raw(closes ? "”" : "“");
    }
    if (singleOpened != NONE && quote.closes()) {
      out.setCharAt(singleOpened, '‘');
      singleOpened = NONE;
    } else if (quote.opens()) {
      singleOpened = out.length();
    }
    return raw("’");
  }

  private void escape(char unit, boolean attribute) {
    switch (unit) {
      case '&' -> out.append("&amp;");
      case '<' -> out.append("&lt;");
      case '>' -> out.append("&gt;");
      case '"' -> out.append(attribute ? "&quot;" : "\"");
      case '\'' -> out.append(attribute ? "&#39;" : "'");
      default -> out.append(unit);
    }
  }
}
