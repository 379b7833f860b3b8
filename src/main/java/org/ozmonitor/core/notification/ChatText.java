package org.ozmonitor.core.notification;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Writes filled texts for a chat: the operator's markup as it stands, each value escaped for where
/// it stands. Pure.
final class ChatText {
  private static final Pattern CODE = Pattern.compile("(?s)```.*?```|`[^`\n]*`");

  /// So many times longer than its limit, a text is too long whatever of it is markup, and need not
  /// be written to know.
  private static final int HUGE = 16;

  private ChatText() {}

  /// How a channel escapes.
  interface Escape {
    /// @param before the unit before the value, `\n` at the begin of a line
    /// @param after the unit after it
    String text(String value, char before, char after);

    /// @param block whether the code may have several lines
    String code(String value, boolean block);
  }

  static String render(FilledText filled, Escape escape) {
    String text = filled.text();
    List<int[]> code = new ArrayList<>();
    Matcher spans = CODE.matcher(text);
    while (spans.find()) {
      code.add(new int[] {spans.start(), spans.end()});
    }
    StringBuilder out = new StringBuilder(text.length() + 64);
    int value = 0;
    int span = 0;
    for (int at = 0; at < text.length(); at++) {
      char unit = text.charAt(at);
      while (span < code.size() && code.get(span)[1] <= at) {
        span++;
      }
      if (unit != FilledText.HOLE) {
        out.append(unit);
        continue;
      }
      FilledText.Value next = filled.values().get(value++);
      boolean inCode = span < code.size() && code.get(span)[0] < at;
      char before = at == 0 ? '\n' : out.isEmpty() ? '\n' : out.charAt(out.length() - 1);
      char after = at + 1 == text.length() ? '\n' : text.charAt(at + 1);
      if (inCode) {
        out.append(escape.code(next.text(), text.startsWith("```", code.get(span)[0])));
      } else if (next.place() != FilledText.Place.TEXT) {
        out.append(ForeignText.inUrl(next));
      } else {
        out.append(escape.text(next.text(), before, after));
      }
    }
    return out.toString();
  }

  /// What is left of a text, and how a channel writes it.
  record Fitted(FilledText filled, String text) {}

  /// Cuts `whole` until what `render` makes of it is no larger than `limit`. Never by more than
  /// half at a time: of what grows much when it is escaped, something is left.
  static Fitted fit(
      FilledText whole,
      int limit,
      Function<FilledText, String> render,
      ToIntFunction<String> size) {
    boolean huge = whole.length() / HUGE > limit;
    var fitted = new Fitted(whole, huge ? "" : render.apply(whole));
    int over = size.applyAsInt(fitted.text()) - limit;
    int keep = Math.min(whole.length(), limit);
    boolean more = huge || over > 0;
    while (more) {
      FilledText cut = whole.cut(keep);
      fitted = new Fitted(cut, render.apply(cut));
      over = size.applyAsInt(fitted.text()) - limit;
      more = over > 0 && keep > 0;
      keep = Math.max(keep / 2, keep - over);
    }
    return fitted;
  }

  static boolean isWord(char unit) {
    return Character.isLetterOrDigit(unit);
  }
}
