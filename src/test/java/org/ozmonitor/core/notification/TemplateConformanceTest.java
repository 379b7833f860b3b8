package org.ozmonitor.core.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.definition.Trigger;
import org.ozmonitor.core.json.CanonicalJson;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.fixture.SharedData;

/// Runs the vectors of OpenZeppelin Monitor's templates, payloads and signatures, every line that
/// is
/// there.
class TemplateConformanceTest {
  @Test
  void writesEveryMessageAsUpstreamOrByTheExceptionTable() {
    List<String> failing = new ArrayList<>();
    Map<String, List<String>> excepted = new TreeMap<>();
    int agreeing = 0;
    for (JsonNode vector :
        SharedData.jsonLines(SharedData.conformance("templates/vectors.jsonl"))) {
      Optional<String> difference = difference(vector);
      if (difference.isEmpty()) {
        agreeing++;
        continue;
      }
      TemplateExceptions.reasonFor(vector)
          .ifPresentOrElse(
              reason ->
                  excepted
                      .computeIfAbsent(reason, _ -> new ArrayList<>())
                      .add(vector.get("id").asText()),
              () -> failing.add(vector.get("id").asText() + " " + difference.get()));
    }
    System.out.printf(
        "templates/vectors.jsonl: agree %d, differ by the exception table %d, fail %d%n",
        agreeing, excepted.values().stream().mapToInt(List::size).sum(), failing.size());
    excepted.forEach((reason, ids) -> System.out.println("  " + reason + ": " + ids));
    assertThat(agreeing).isPositive();
    assertThat(failing).isEmpty();
  }

  @Test
  void signsEveryBodyAsUpstream() {
    List<JsonNode> vectors =
        SharedData.jsonLines(SharedData.conformance("templates/webhook-signatures.jsonl"));
    vectors.forEach(TemplateConformanceTest::checkSignature);
    System.out.printf(
        "templates/webhook-signatures.jsonl: agree %d, differ by the exception table 0, fail 0%n",
        vectors.size());
    assertThat(vectors).isNotEmpty();
  }

  private static void checkSignature(JsonNode vector) {
    String secret = vector.get("secret").asText();
    String body = vector.get("body").asText();
    long timestamp = vector.get("timestamp_ms").asLong();
    if (vector.has("error")) {
      assertThatThrownBy(() -> WebhookSignature.upstream(secret, body, timestamp))
          .isInstanceOf(IllegalArgumentException.class);
      return;
    }
    assertThat(WebhookSignature.upstream(secret, body, timestamp))
        .as(vector.get("id").asText())
        .isEqualTo(vector.get("signature").asText());
    assertThat(CanonicalJson.sorted(body)).isEqualTo(body);
  }

  /// What differs first, ours before upstream's.
  private static Optional<String> difference(JsonNode vector) {
    Trigger.Message template =
        new Trigger.Message(vector.get("title").asText(), vector.get("body").asText());
    MessageText message = MessageText.of(template, message(vector));
    String channel = vector.get("channel").asText();
    String title = channel.equals("email") ? template.title() : message.title().plain();
    if (!title.equals(vector.get("expected_title").asText())) {
      return Optional.of("title: " + title + " instead of " + vector.get("expected_title"));
    }
    if (channel.equals("email")) {
      String html = EmailBody.of(message);
      String expected = vector.get("expected_body").asText();
      return HtmlShape.of(html).equals(HtmlShape.of(expected))
          ? Optional.empty()
          : Optional.of("HTML: " + html + " instead of " + expected);
    }
    String body = message.body().plain();
    if (!acceptable(vector).contains(body)) {
      return Optional.of("body: " + body + " instead of " + acceptable(vector));
    }
    Optional<String> payload = payload(channel, message, vector);
    String expected = vector.path("expected_payload_text").asText();
    return payload.isEmpty() || payload.get().equals(expected)
        ? Optional.empty()
        : Optional.of("payload: " + payload.get() + " instead of " + expected);
  }

  private static Optional<String> payload(String channel, MessageText message, JsonNode vector) {
    return switch (channel) {
      case "slack" -> Optional.of(SlackPayload.of(message));
      case "discord" -> Optional.of(DiscordPayload.of(message));
      case "telegram" ->
          Optional.of(
              TelegramPayload.of(
                  message,
                  vector.path("chat_id").asText("-100"),
                  vector.path("disable_web_preview").asBoolean(false)));
      case "webhook" -> Optional.of(WebhookPayload.rendered(message));
      case "plain" -> Optional.empty();
      default -> throw new AssertionError("unknown channel " + channel);
    };
  }

  private static List<String> acceptable(JsonNode vector) {
    List<String> acceptable = new ArrayList<>();
    acceptable.add(vector.get("expected_body").asText());
    vector.path("acceptable_bodies").forEach(text -> acceptable.add(text.asText()));
    return acceptable;
  }

  private static OutboundMessage message(JsonNode vector) {
    Map<String, String> variables = new LinkedHashMap<>();
    vector
        .get("variables")
        .properties()
        .forEach(entry -> variables.put(entry.getKey(), entry.getValue().asText()));
    return new OutboundMessage(
        TenantId.DEFAULT, new UUID(1, 1), new UUID(2, 2), "detected", 1, "{}", variables, 0);
  }
}
