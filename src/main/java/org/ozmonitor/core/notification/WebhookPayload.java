package org.ozmonitor.core.notification;

import java.util.Map;
import org.ozmonitor.core.json.CanonicalJson;

/// The body of a webhook, byte for byte as OpenZeppelin Monitor writes it. Pure.
public final class WebhookPayload {
  private WebhookPayload() {}

  /// `{"body":…,"title":…}`; a machine reads it, so that nothing is escaped but for JSON.
  public static String rendered(MessageText message) {
    return CanonicalJson.object(
        Map.of("title", message.title().plain(), "body", message.body().plain()));
  }

  /// The match itself, tagged by chain, keys sorted. What happened stands in the headers only.
  public static String raw(String matchJson) {
    return CanonicalJson.sorted(matchJson);
  }
}
