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

  /// Cuts `body` until what `render` makes of it is no larger than `limit`.
  static String fit(
      FilledText body, int limit, Function<FilledText, String> render, ToIntFunction<String> size) {
    String text = render.apply(body);
    int over = size.applyAsInt(text) - limit;
    int keep = over > 0 ? Math.min(body.length(), limit) : 0;
    while (over > 0 && keep > 0) {
      text = render.apply(body.cut(keep));
      over = size.applyAsInt(text) - limit;
      keep = over > 0 ? Math.max(0, keep - over) : keep;
      if (keep == 0 && over > 0) {
        return render.apply(body.cut(0));
      }
    }
    return text;
  }

  static boolean isWord(char unit) {
    return Character.isLetterOrDigit(unit);
  }
}
