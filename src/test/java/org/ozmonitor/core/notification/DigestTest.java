package org.ozmonitor.core.notification;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.definition.SecretValue;
import org.ozmonitor.core.definition.Trigger;
import org.ozmonitor.core.definition.Trigger.Config;
import org.ozmonitor.core.tenant.TenantId;

class DigestTest {
  private static final Trigger.Message TEMPLATE =
      new Trigger.Message("${monitor.name}", "Moved ${v}");
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  @Test
  void saysInTitleAndBodyHowManyMatchesThereWere() {
    MessageText text = MessageText.of(TEMPLATE, digest(42));

    assertThat(text.title().plain()).isEqualTo("[DIGEST: 42] Whales");
    assertThat(text.body().plain())
        .isEqualTo(
            "42 matches between 1970-01-01T00:01:00Z and 1970-01-01T00:02:00Z (block time) went"
                + " over the limit and were not sent one by one; all are stored. The first was:\n\n"
                + "Moved 5");
  }

  @Test
  void saysThatOneMatchIsOne() {
    assertThat(MessageText.of(TEMPLATE, digest(1)).body().plain())
        .startsWith("1 match between 1970-01-01T00:01:00Z and ")
        .endsWith("was not sent by itself; it is stored. It was:\n\nMoved 5");
  }

  @Test
  void saysThatNothingStandsOfWhatItToldBefore() {
    assertThat(MessageText.of(TEMPLATE, digest(0)).body().plain())
        .startsWith("None of the matches that the last digest of the time between ");
    assertThat(IncidentPayload.resolves(digest(0))).isTrue();
    assertThat(IncidentPayload.resolves(digest(1))).isFalse();
  }

  @Test
  void tellsProgramsTheNumber() {
    assertThat(EventPayload.of(digest(42), NOW))
        .contains("\"type\":\"monitor.match.digest\"")
        .contains(
            "\"digest\":{\"from\":\"1970-01-01T00:01:00Z\",\"matches\":42,"
                + "\"until\":\"1970-01-01T00:02:00Z\"}");
  }

  @Test
  void tellsItInAHeaderWhereTheBodyIsTheMatch() {
    var webhook =
        new Config.Webhook(
            SecretValue.plain("u"),
            "POST",
            Optional.empty(),
            List.of(),
            Optional.empty(),
            Map.of(),
            Trigger.PayloadMode.RAW,
            TEMPLATE,
            Optional.empty());

    var prepared = WebhookRequest.prepare(digest(42), webhook, List.of("http://x.test/"), NOW);

    assertThat(((Prepared.Http) prepared).request().headers())
        .containsEntry("x-ozm-event", "digest")
        .containsEntry("x-ozm-digest", "42");
  }

  @Test
  void isNoDigestWhereAnotherEventHasSuchVariables() {
    OutboundMessage digest = digest(42);
    var detected =
        new OutboundMessage(
            digest.tenant(),
            digest.delivery(),
            digest.match(),
            "detected",
            7,
            "{}",
            digest.variables(),
            0);

    assertThat(Digest.of(detected)).isEmpty();
    assertThat(MessageText.of(TEMPLATE, detected).title().plain()).isEqualTo("Whales");
  }

  private static OutboundMessage digest(long matches) {
    Map<String, String> variables = new HashMap<>(Map.of("monitor.name", "Whales", "v", "5"));
    variables.put("digest.matches", Long.toString(matches));
    variables.put("digest.from", "1970-01-01T00:01:00Z");
    variables.put("digest.until", "1970-01-01T00:02:00Z");
    return new OutboundMessage(
        TenantId.DEFAULT, new UUID(1, 1), new UUID(2, 2), "digest", 7, "{}", variables, 0);
  }
}
