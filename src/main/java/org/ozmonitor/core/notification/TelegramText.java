package org.ozmonitor.core.notification;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Writes a message as MarkdownV2: the escape rule of OpenZeppelin Monitor for what the operator
/// wrote, every value escaped for where it stands. Pure.
///
/// Upstream's rule keeps spans that look like markup and escapes the rest, but nothing inside of
/// them: `(a_b)_c` and `*1.5*` are refused by Telegram. Such a text is written again with less
/// markup, so that Telegram takes every text that comes out of here.
final class TelegramText {
  private static final String SPECIAL = "_*[]()~`>#+-=|{}.!\\";

  private static final Pattern SPAN =
      Pattern.compile(
          "(?s)```.*?```|`[^`]*`|\\*[^*]*\\*|_[^_]*_|~[^~]*~|\\[([^\\]]+)\\]\\(([^)]+)\\)");

  /// A word that Telegram makes a command of.
  private static final Pattern COMMAND = Pattern.compile("(?<![\\p{L}\\p{N}_/<>])/(?=[A-Za-z])");

  /// How much of the template's markup is kept.
  private enum Care {
    /// As upstream.
    UPSTREAM,
    /// Spans that stand at the borders of words, and what is in them escaped.
    CAREFUL,
    /// None.
    PLAIN
  }

  private final FilledText filled;
  private final Care care;
  private final boolean bold;
  private final StringBuilder out = new StringBuilder();
  private int value;

  /// @param bold whether all of it stands in a bold span
  private TelegramText(FilledText filled, Care care, boolean bold) {
    this.filled = filled;
    this.care = care;
    this.bold = bold;
  }

  /// A text that Telegram takes, as long as something is seen of title or body.
  static String of(FilledText title, FilledText body) {
    String text = "";
    for (Care care : Care.values()) {
      text =
          "*"
              + new TelegramText(title, care, true).write()
              + "* \n\n"
              + new TelegramText(body, care, false).write();
      if (TelegramMarkup.visible(text).isPresent()) {
        return text;
      }
    }
    return text;
  }

  private String write() {
    String text = filled.text();
    Matcher span = SPAN.matcher(text);
    int last = 0;
    while (span.find()) {
      escape(text.substring(last, span.start()));
      writeSpan(span, text);
      last = span.end();
    }
    escape(text.substring(last));
    return out.toString();
  }

  private void writeSpan(Matcher found, String text) {
    String span = found.group();
    if (care == Care.PLAIN) {
      escape(span);
    } else if (found.group(1) != null) {
      out.append('[');
      escape(found.group(1));
      out.append("](");
      escapeUrl(found.group(2));
      out.append(')');
    } else if (span.startsWith("```")) {
      code(span, 3);
    } else if (span.startsWith("`")) {
      code(span, 1);
    } else if (care == Care.UPSTREAM) {
      raw(span);
    } else if (standsApart(found, text) && span.length() > 2 && !(bold && span.startsWith("*"))) {
      out.append(span.charAt(0));
      escape(span.substring(1, span.length() - 1));
      out.append(span.charAt(0));
    } else {
      escape(span);
    }
  }

  private static boolean standsApart(Matcher span, String text) {
    boolean before = span.start() == 0 || !isWord(text.charAt(span.start() - 1));
    return before && (span.end() == text.length() || !isWord(text.charAt(span.end())));
  }

  private static boolean isWord(char unit) {
    return unit == '_' || unit == FilledText.HOLE || Character.isLetterOrDigit(unit);
  }

  /// The operator's markup as it stands.
  private void raw(String span) {
    for (int at = 0; at < span.length(); at++) {
      if (span.charAt(at) == FilledText.HOLE) {
        writeValue();
      } else {
        out.append(span.charAt(at));
      }
    }
  }

  private void escape(String text) {
    for (int at = 0; at < text.length(); at++) {
      if (text.charAt(at) == FilledText.HOLE) {
        writeValue();
      } else {
        append(text.charAt(at));
      }
    }
  }

  private void escapeUrl(String url) {
    for (int at = 0; at < url.length(); at++) {
      if (url.charAt(at) != FilledText.HOLE) {
        append(url.charAt(at));
        continue;
      }
      FilledText.Value next = filled.values().get(value++);
      FilledText.Place place = at == 0 ? FilledText.Place.AS_URL : FilledText.Place.IN_URL;
      ForeignText.inUrl(new FilledText.Value(next.text(), place))
          .chars()
          .forEach(c -> append((char) c));
    }
  }

  private void writeValue() {
    FilledText.Value next = filled.values().get(value++);
    char before = out.isEmpty() ? ' ' : out.charAt(out.length() - 1);
    String text =
        next.place() == FilledText.Place.TEXT
            ? COMMAND
                .matcher(ForeignText.inert(next.text(), before))
                .replaceAll("/" + ForeignText.GAP)
            : ForeignText.inUrl(next);
    text.chars().forEach(unit -> append((char) unit));
  }

  /// In code only the backquote and the backslash are special.
  private void code(String span, int fence) {
    out.append(span, 0, fence);
    for (int at = fence; at < span.length() - fence; at++) {
      char unit = span.charAt(at);
      if (unit == FilledText.HOLE) {
        codeValue();
      } else if (unit == '\\' && care != Care.UPSTREAM) {
        out.append("\\\\");
      } else {
        out.append(unit);
      }
    }
    out.append(span, 0, fence);
  }

  private void codeValue() {
    String text = ForeignText.inertInCode(filled.values().get(value++).text());
    for (int at = 0; at < text.length(); at++) {
      char unit = text.charAt(at);
      out.append(unit == '`' || unit == '\\' ? "\\" : "").append(unit);
    }
  }

  private void append(char unit) {
    if (SPECIAL.indexOf(unit) >= 0) {
      out.append('\\');
    }
    out.append(unit);
  }
}
