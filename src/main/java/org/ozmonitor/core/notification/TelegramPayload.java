package org.ozmonitor.core.notification;

import java.util.Map;
import java.util.SortedMap;
import org.ozmonitor.core.json.JsonText;

/// The body of a request to Telegram's `sendMessage`, as OpenZeppelin Monitor writes it. Pure.
public final class TelegramPayload {
  /// Characters that may be seen of a message: markup and escapes do not count.
  static final int MAX_VISIBLE = 4096;

  private static final FilledText NOTHING = FilledText.own("(no text)");

  private TelegramPayload() {}

  public static String of(MessageText message, String chatId, boolean disableWebPreview) {
    FilledText title = message.title().cut(MAX_VISIBLE / 4);
    FilledText whole = title.isBlank() && message.body().isBlank() ? NOTHING : message.body();
    String text =
        ChatText.fit(
                whole,
                MAX_VISIBLE,
                body -> TelegramText.of(title, body),
                written -> TelegramMarkup.visible(written).orElse(written).length())
            .text();
    SortedMap<String, String> fields = JsonText.fields();
    fields.putAll(
        Map.of(
            "chat_id", JsonText.quote(chatId),
            "disable_web_page_preview", Boolean.toString(disableWebPreview),
            "parse_mode", JsonText.quote("MarkdownV2"),
            "text", JsonText.quote(text)));
    return JsonText.object(fields);
  }
}
