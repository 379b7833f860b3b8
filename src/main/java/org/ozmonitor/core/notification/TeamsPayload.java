package org.ozmonitor.core.notification;

import java.nio.charset.StandardCharsets;
import org.ozmonitor.core.json.CanonicalJson;
import org.ozmonitor.core.json.JsonText;

/// The body of a message to a Microsoft Teams workflow: one adaptive card. Pure.
final class TeamsPayload {
  /// Teams takes 28 KB with the card around: four bytes for a character.
  private static final int MAX_TEXT = 6000;

  private static final int MAX_TITLE = 250;

  private TeamsPayload() {}

  static String of(MessageText message) {
    String title = PlainText.line(text(message.title().cut(MAX_TITLE)));
    String body =
        ChatText.fit(message.body(), MAX_TEXT, TeamsPayload::text, TeamsPayload::size).text();
    return CanonicalJson.sorted(
        """
        {"type":"message","attachments":[{
          "contentType":"application/vnd.microsoft.card.adaptive","contentUrl":null,
          "content":{"$schema":"http://adaptivecards.io/schemas/adaptive-card.json",
            "type":"AdaptiveCard","version":"1.4","msteams":{"width":"Full"},
            "body":[{"type":"TextBlock","size":"Medium","weight":"Bolder","wrap":true,"text":%s},
              {"type":"TextBlock","wrap":true,"text":%s}]}}]}
        """
            .formatted(JsonText.quote(title), JsonText.quote(body)));
  }

  /// Characters, or more where the average one takes more than four bytes: as JSON, a control
  /// character takes six.
  private static int size(String text) {
    int bytes = JsonText.quote(text).getBytes(StandardCharsets.UTF_8).length;
    return Math.max(text.length(), Math.ceilDiv(bytes, 4));
  }

  private static String text(FilledText filled) {
    return ChatText.render(filled, new TeamsEscape());
  }

  /// Cards know a part of Markdown, and mentions as `<at>`.
  private static final class TeamsEscape implements ChatText.Escape {
    @Override
    public String text(String value, char before, char after) {
      String inert = ForeignText.inert(value, before);
      StringBuilder out = new StringBuilder(inert.length() + 8);
      for (int at = 0; at < inert.length(); at++) {
        char unit = inert.charAt(at);
        char previous = at > 0 ? inert.charAt(at - 1) : before;
        char next = at + 1 < inert.length() ? inert.charAt(at + 1) : after;
        boolean inWord = ChatText.isWord(previous) && ChatText.isWord(next);
        boolean begins = previous == '\n' && "#>-+".indexOf(unit) >= 0;
        boolean markup = "*`[]\\~".indexOf(unit) >= 0 || (unit == '_' && !inWord) || begins;
        if (unit == '<') {
          out.append("&lt;");
        } else {
          out.append(markup ? "\\" : "").append(unit);
        }
      }
      return out.toString();
    }

    /// There is no code in a card: backquotes are shown as they are.
    @Override
    public String code(String value, boolean block) {
      return text(value, '`', '`');
    }
  }
}
