package org.ozmonitor.core.notification;

import java.util.Map;
import org.ozmonitor.core.definition.Trigger;
import org.ozmonitor.core.json.CanonicalJson;

/// The body of a webhook, byte for byte as OpenZeppelin Monitor writes it. Pure.
public final class WebhookPayload {
  /// What the title of a retraction begins with.
  public static final String RETRACTED = "[RETRACTED] ";

  private WebhookPayload() {}

  /// `{"body":…,"title":…}` with both templates rendered; the title of a `retracted` event says so.
  public static String rendered(
      Trigger.Message message, Map<String, String> variables, String event) {
    String title = MessageTemplate.render(message.title(), variables);
    return CanonicalJson.object(
        Map.of(
            "title",
            event.equals("retracted") ? RETRACTED + title : title,
            "body",
            MessageTemplate.render(message.body(), variables)));
  }

  /// The match itself, tagged by chain, keys sorted. What happened stands in the headers only.
  public static String raw(String matchJson) {
    return CanonicalJson.sorted(matchJson);
  }
}
