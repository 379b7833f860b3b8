package org.ozmonitor.core.notification;

import java.util.regex.Pattern;
import org.ozmonitor.core.json.CanonicalJson;
import org.ozmonitor.core.json.JsonText;

/// The body of a message to a Slack webhook, as OpenZeppelin Monitor writes it. Pure.
///
/// Slack's markup knows no escape character but for `&`, `<` and `>`: where a value would become
/// markup, a character that looks the same stands in its place.
public final class SlackPayload {
  /// Characters that a section may have.
  static final int MAX_TEXT = 3000;

  private SlackPayload() {}

  public static String of(MessageText message) {
    FilledText title =
        ChatText.fit(message.title(), MAX_TEXT / 2, SlackPayload::render, String::length).filled();
    FilledText head = FilledText.own("*").plus(title).plus(FilledText.own("*\n\n"));
    String text =
        ChatText.fit(message.body(), MAX_TEXT, body -> render(head.plus(body)), String::length)
            .text();
    return CanonicalJson.sorted(
        "{\"blocks\":[{\"type\":\"section\",\"text\":{\"type\":\"mrkdwn\",\"text\":"
            + JsonText.quote(text)
            + "}}]}");
  }

  private static String render(FilledText filled) {
    return ChatText.render(filled, new SlackEscape());
  }

  private static final class SlackEscape implements ChatText.Escape {
    private static final Pattern ENTITY = Pattern.compile("&(?=#|lt;|gt;|amp;)");

    @Override
    public String text(String value, char before, char after) {
      String inert = ForeignText.inert(value, before);
      StringBuilder out = new StringBuilder(inert.length() + 8);
      for (int at = 0; at < inert.length(); at++) {
        char unit = inert.charAt(at);
        char previous = at > 0 ? inert.charAt(at - 1) : before;
        char next = at + 1 < inert.length() ? inert.charAt(at + 1) : after;
        switch (unit) {
          case '*', '_', '~', '`' -> out.append(markup(unit, previous, next));
          // As an entity it would quote as well, so that the line must not begin with it.
          case '>' -> out.append(previous == '\n' ? ForeignText.GAP + "&gt;" : ">");
          default -> out.append(control(inert, at));
        }
      }
      return out.toString();
    }

    @Override
    public String code(String value, boolean block) {
      String inert = ForeignText.inertInCode(value).replace('`', '\u02CB');
      String lines = block ? inert : inert.replace('\n', ' ').replace('\r', ' ');
      StringBuilder out = new StringBuilder(lines.length() + 8);
      for (int at = 0; at < lines.length(); at++) {
        out.append(control(lines, at));
      }
      return out.toString();
    }

    /// Escapes what begins like a mention, a link or an entity of Slack; `</b>` and `R&D` do not.
    private static String control(String text, int at) {
      char unit = text.charAt(at);
      char next = at + 1 < text.length() ? text.charAt(at + 1) : '!';
      boolean opens =
          unit == '<'
              && (Character.isLetter(next) || "@#!".indexOf(next) >= 0 || next == ForeignText.GAP);
      if (opens) {
        return "&lt;";
      }
      boolean entity = unit == '&' && ENTITY.matcher(text).region(at, text.length()).lookingAt();
      return entity ? "&amp;" : String.valueOf(unit);
    }

    private static char markup(char unit, char previous, char next) {
      boolean inWord = ChatText.isWord(previous) && ChatText.isWord(next);
      boolean apart = Character.isWhitespace(previous) && Character.isWhitespace(next);
      if (unit != '`' && (inWord || apart)) {
        return unit;
      }
      return switch (unit) {
        case '*' -> '\u2217';
        case '_' -> '\u02CD';
        case '~' -> '\u223C';
        default -> '\u02CB';
      };
    }
  }
}
