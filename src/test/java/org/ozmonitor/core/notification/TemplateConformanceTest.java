package org.ozmonitor.core.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.ozmonitor.core.definition.Trigger;
import org.ozmonitor.core.json.CanonicalJson;

/// Runs the vectors of OpenZeppelin Monitor's templates and signatures, every line that is there.
///
/// Channels `webhook` and `plain` (title and body only) run; the others belong to their channels.
class TemplateConformanceTest {
  private static final Path VECTORS =
      Path.of(System.getProperty("ozm.conformance", "../shared/conformance"), "templates");
  private static final ObjectMapper JSON = new ObjectMapper();

  @TestFactory
  Stream<DynamicTest> rendersAsUpstream() throws IOException {
    return lines("vectors.jsonl").stream()
        .filter(vector -> isOurs(vector.get("channel").asText()))
        .map(
            vector ->
                DynamicTest.dynamicTest(
                    vector.get("id").asText() + " " + vector.get("note").asText(),
                    () -> check(vector)));
  }

  @Test
  void countsTheVectorsOfLaterChannels() throws IOException {
    Map<String, Integer> later = new LinkedHashMap<>();
    for (JsonNode vector : lines("vectors.jsonl")) {
      String channel = vector.get("channel").asText();
      if (!isOurs(channel)) {
        later.merge(channel, 1, Integer::sum);
      }
    }
    assertThat(later.keySet()).isSubsetOf("slack", "telegram", "discord", "email");
  }

  @TestFactory
  Stream<DynamicTest> signsAsUpstream() throws IOException {
    return lines("webhook-signatures.jsonl").stream()
        .map(
            vector ->
                DynamicTest.dynamicTest(vector.get("id").asText(), () -> checkSignature(vector)));
  }

  private static boolean isOurs(String channel) {
    return channel.equals("webhook") || channel.equals("plain");
  }

  private static void check(JsonNode vector) {
    Map<String, String> variables = new LinkedHashMap<>();
    vector
        .get("variables")
        .properties()
        .forEach(e -> variables.put(e.getKey(), e.getValue().asText()));
    String title = vector.get("title").asText();
    String body = vector.get("body").asText();

    String rendered = MessageTemplate.render(body, variables);

    assertThat(MessageTemplate.render(title, variables))
        .isEqualTo(vector.get("expected_title").asText());
    if (vector.has("acceptable_bodies")) {
      List<String> acceptable = new ArrayList<>();
      vector.get("acceptable_bodies").forEach(text -> acceptable.add(text.asText()));
      assertThat(rendered).isIn(acceptable);
    } else {
      assertThat(rendered).isEqualTo(vector.get("expected_body").asText());
    }
    if (vector.get("channel").asText().equals("webhook")) {
      assertThat(WebhookPayload.rendered(new Trigger.Message(title, body), variables, "detected"))
          .isEqualTo(vector.get("expected_payload_text").asText());
    }
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
        .isEqualTo(vector.get("signature").asText());
    assertThat(CanonicalJson.sorted(body)).isEqualTo(body);
  }

  private static List<JsonNode> lines(String file) throws IOException {
    Path path = VECTORS.resolve(file);
    assumeTrue(Files.exists(path), () -> "absent: " + path);
    List<JsonNode> vectors = new ArrayList<>();
    for (String line : Files.readString(path).split("\n", -1)) {
      if (!line.isBlank()) {
        vectors.add(JSON.readTree(line));
      }
    }
    return vectors;
  }
}
