package org.ozmonitor.core.notification;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ozmonitor.core.json.CanonicalJson;

/// The body of a message to a Discord webhook, as OpenZeppelin Monitor writes it. Pure.
///
/// Mentions in values are broken up rather than forbidden with `allowed_mentions`: the operator may
/// mention whom he likes in the template, and the bytes of a plain message stay as they were.
public final class DiscordPayload {
  /// Characters that a message may have.
  static final int MAX_TEXT = 2000;

  private DiscordPayload() {}

  public static String of(MessageText message) {
    FilledText title =
        ChatText.fit(message.title(), MAX_TEXT / 2, DiscordPayload::render, String::length)
            .filled();
    FilledText head = FilledText.own("*").plus(title).plus(FilledText.own("*\n\n"));
    String text =
        ChatText.fit(message.body(), MAX_TEXT, body -> render(head.plus(body)), String::length)
            .text();
    return CanonicalJson.object(Map.of("content", text));
  }

  private static String render(FilledText filled) {
    return ChatText.render(filled, new DiscordEscape());
  }

  private static final class DiscordEscape implements ChatText.Escape {
    /// Users, roles, channels, commands, emoji, times, guild places: `<@1>`, `</name:1>`,
    /// `<a:x:1>`. The name of a command has at most three words of 32 characters; to look further
    /// would take hours for a text of nothing but `</`.
    private static final Pattern OPENS =
        Pattern.compile("<(?=[@#:!&" + ForeignText.GAP + "]|(?:a|t|id):|/[^>\\n]{0,128}:|https?)");

    private static final Pattern BEGINS_BLOCK =
        Pattern.compile(
            "(?m)^([ \\t]*)(?:(#{1,3}|-#|>{1,3}|[-+])(?=\\s|$)|(\\d{1,9})([.)])(?=\\s))");

    private static final String PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

    @Override
    public String text(String value, char before, char after) {
      String inert =
          OPENS.matcher(ForeignText.inert(value, before)).replaceAll("<" + ForeignText.GAP);
      StringBuilder out = new StringBuilder(inert.length() + 8);
      for (int at = 0; at < inert.length(); at++) {
        char unit = inert.charAt(at);
        char previous = at > 0 ? inert.charAt(at - 1) : before;
        char next = at + 1 < inert.length() ? inert.charAt(at + 1) : after;
        out.append(isMarkup(unit, previous, next) ? "\\" : "").append(unit);
      }
      return blocks(out.toString(), before);
    }

    @Override
    public String code(String value, boolean block) {
      String inert =
          OPENS
              .matcher(ForeignText.inertInCode(value).replace('`', '\u02CB'))
              .replaceAll("<" + ForeignText.GAP);
      return block ? inert : inert.replace('\n', ' ').replace('\r', ' ');
    }

    private static boolean isMarkup(char unit, char previous, char next) {
      return switch (unit) {
        case '*', '`' -> true;
        case '_' -> !ChatText.isWord(previous) || !ChatText.isWord(next);
        case '~', '|' -> previous == unit || next == unit;
        case '[' -> true;
        case ']' -> next == '(';
        case '\\' -> PUNCTUATION.indexOf(next) >= 0;
        default -> false;
      };
    }

    /// Headings, quotes and lists begin a line.
    private static String blocks(String text, char before) {
      String line = before == '\n' ? text : "x" + text;
      String plain =
          BEGINS_BLOCK
              .matcher(line)
              .replaceAll(
                  found ->
                      Matcher.quoteReplacement(
                          found.group(2) != null
                              ? found.group(1) + "\\" + found.group(2)
                              : found.group(1) + found.group(3) + "\\" + found.group(4)));
      return before == '\n' ? plain : plain.substring(1);
    }
  }
}
