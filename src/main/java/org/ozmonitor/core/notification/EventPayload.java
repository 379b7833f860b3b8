package org.ozmonitor.core.notification;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.SortedMap;
import org.ozmonitor.core.json.CanonicalJson;
import org.ozmonitor.core.json.JsonText;

/// The native body of a webhook, in the form that Standard Webhooks proposes:
/// `{"type":"monitor.match.detected","timestamp":…,"data":{…}}`. Pure.
public final class EventPayload {
  private static final int MAX_TEXT = 64 << 20;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(256)
                  .maxStringLength(MAX_TEXT)
                  .build())
          .build();

  private EventPayload() {}

  /// @param now of this attempt, in UTC
  public static String of(OutboundMessage message, Instant now) {
    SortedMap<String, String> event = JsonText.fields();
    event.put("type", JsonText.quote("monitor.match." + message.event()));
    event.put("timestamp", JsonText.quote(now.truncatedTo(ChronoUnit.MILLIS).toString()));
    event.put("data", data(message));
    return JsonText.object(event);
  }

  private static String data(OutboundMessage message) {
    Map<String, String> variables = message.variables();
    SortedMap<String, String> data = JsonText.fields();
    data.put("id", JsonText.quote(message.match().toString()));
    data.put("sequence", Long.toString(message.sequence()));
    data.put("tenant", JsonText.quote(message.tenant().value().toString()));
    data.put("monitor", section(variables, "monitor."));
    data.put("network", section(variables, "network."));
    data.put("block", section(variables, "block."));
    data.put("transaction", section(variables, "transaction."));
    data.put("links", section(variables, "links."));
    data.put("conditions", "null");
    data.put("arguments", "null");
    data.putAll(matched(message.matchJson()));
    Digest.of(message).ifPresent(digest -> data.put("digest", digest.json()));
    if (message.suppressed() > 0) {
      data.put("suppressed", Long.toString(message.suppressed()));
    }
    return JsonText.object(data);
  }

  /// The variables under a prefix, as texts.
  private static String section(Map<String, String> variables, String prefix) {
    SortedMap<String, String> fields = JsonText.fields();
    variables.forEach(
        (name, value) -> {
          if (name.startsWith(prefix)) {
            fields.put(name.substring(prefix.length()), JsonText.quote(value));
          }
        });
    return JsonText.object(fields);
  }

  /// `matched_on` and `matched_on_args` of the match, which is tagged by its chain.
  private static SortedMap<String, String> matched(String matchJson) {
    SortedMap<String, String> found = JsonText.fields();
    try (JsonParser parser = JSON.createParser(matchJson)) {
      boolean tagged =
          parser.nextToken() == JsonToken.START_OBJECT
              && parser.nextToken() == JsonToken.FIELD_NAME
              && parser.nextToken() == JsonToken.START_OBJECT;
      while (tagged && parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        switch (name) {
          case "matched_on" -> found.put("conditions", CanonicalJson.value(parser));
          case "matched_on_args" -> found.put("arguments", CanonicalJson.value(parser));
          default -> parser.skipChildren();
        }
      }
      return found;
    } catch (IOException e) {
      throw new IllegalArgumentException("not a match", e);
    }
  }
}
