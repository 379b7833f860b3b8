package org.ozmonitor.core.notification;

import java.util.regex.Pattern;
import org.ozmonitor.core.markdown.Holes;
import org.ozmonitor.core.markdown.MarkdownHtml;

/// The HTML of a mail: the template as Markdown, each value as the text it is. Pure.
public final class EmailBody {
  /// Length, in UTF-16 units, of the HTML.
  static final int MAX_HTML = 1 << 20;

  private EmailBody() {}

  public static String of(MessageText message) {
    return ChatText.fit(message.body(), MAX_HTML, EmailBody::html, String::length).text();
  }

  private static String html(FilledText body) {
    StringBuilder markdown = new StringBuilder(body.text().length() + 6 * body.values().size());
    int hole = 0;
    for (int at = 0; at < body.text().length(); at++) {
      char unit = body.text().charAt(at);
      if (unit == FilledText.HOLE) {
        markdown.append(Holes.mark(hole++));
      } else {
        markdown.append(unit);
      }
    }
    return MarkdownHtml.render(markdown.toString(), new Values(body));
  }

  private record Values(FilledText body) implements Holes {
    /// Begins an address that is run rather than opened.
    private static final Pattern RUNS = Pattern.compile("(?i)(script|data)(\\s*):");

    @Override
    public String text(int hole) {
      FilledText.Value value = body.values().get(hole);
      return value.place() == FilledText.Place.TEXT
          ? ForeignText.inert(value.text(), ' ')
          : ForeignText.inUrl(value);
    }

    @Override
    public String code(int hole) {
      return ForeignText.inert(body.values().get(hole).text(), ' ');
    }

    @Override
    public String url(int hole, boolean begins) {
      FilledText.Place place = begins ? FilledText.Place.AS_URL : FilledText.Place.IN_URL;
      return ForeignText.inUrl(new FilledText.Value(body.values().get(hole).text(), place));
    }

    /// Everything but letters, digits and a few marks as a number, so that it also holds in an
    /// attribute without quotation marks.
    @Override
    public String html(int hole) {
      String text = RUNS.matcher(text(hole)).replaceAll("$1$2" + ForeignText.GAP + ":");
      StringBuilder html = new StringBuilder(text.length() + 16);
      text.codePoints()
          .forEach(
              point -> {
                if (Character.isLetterOrDigit(point) || ".,:;/?#%_-+()".indexOf(point) >= 0) {
                  html.appendCodePoint(point);
                } else {
                  html.append("&#").append(point).append(';');
                }
              });
      return html.toString();
    }
  }
}
