package org.ozmonitor.core.notification;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ozmonitor.core.definition.SecretValue;
import org.ozmonitor.core.definition.Trigger;
import org.ozmonitor.core.definition.Trigger.Config;
import org.ozmonitor.core.tenant.TenantId;

class IncidentPayloadTest {
  private static final UUID MATCH = new UUID(2, 2);
  private static final Trigger.Message TEMPLATE =
      new Trigger.Message("${monitor.name}", "Moved ${v}");

  @Test
  void opensAnIncidentInPagerDuty() {
    assertThat(IncidentPayload.pagerDuty(message("detected", "critical"), pagerDuty(), "key"))
        .isEqualTo(
            "{\"client\":\"OZ Monitor Orchestrator\",\"dedup_key\":\""
                + MATCH
                + "\",\"event_action\":\"trigger\","
                + "\"links\":[{\"href\":\"https://x.test/tx/0xab\",\"text\":\"Transaction\"}],"
                + "\"payload\":{\"custom_details\":{\"match\":\""
                + MATCH
                + "\",\"message\":\"Moved 5\",\"monitor.name\":\"Whales\",\"network.slug\":\"eth\","
                + "\"sequence\":\"7\"},\"severity\":\"critical\",\"source\":\"eth\","
                + "\"summary\":\"Whales\"},\"routing_key\":\"key\"}");
  }

  @Test
  void resolvesAnIncidentInPagerDuty() {
    assertThat(IncidentPayload.pagerDuty(message("retracted", "low"), pagerDuty(), "key"))
        .isEqualTo(
            "{\"client\":\"OZ Monitor Orchestrator\",\"dedup_key\":\""
                + MATCH
                + "\",\"event_action\":\"resolve\",\"routing_key\":\"key\"}");
  }

  @Test
  void opensAnAlertInOpsgenie() {
    var config =
        new Config.Opsgenie(
            SecretValue.plain("k"), Optional.empty(), false, TEMPLATE, Optional.empty());

    assertThat(IncidentPayload.opsgenie(message("detected", "medium"), config))
        .isEqualTo(
            "{\"alias\":\""
                + MATCH
                + "\",\"description\":\"Moved 5\",\"details\":{\"match\":\""
                + MATCH
                + "\",\"monitor.name\":\"Whales\",\"network.slug\":\"eth\","
                + "\"sequence\":\"7\"},\"message\":\"Whales\",\"priority\":\"P3\","
                + "\"source\":\"eth\"}");
  }

  @Test
  void hasATitleWhereAllOfItsValuesAreBlank() {
    var config =
        new Config.Opsgenie(
            SecretValue.plain("k"),
            Optional.empty(),
            false,
            new Trigger.Message(" ${blank}\n", ""),
            Optional.empty());

    assertThat(IncidentPayload.opsgenie(message("detected", "low"), config))
        .contains("\"message\":\"(no title)\"");
  }

  @ParameterizedTest
  @CsvSource({"critical,error", "high,error", "medium,warning", "low,info", "info,info"})
  void makesAnEventInDatadog(String severity, String type) {
    var config =
        new Config.Datadog(
            SecretValue.plain("k"), "datadoghq.com", List.of("a:b"), TEMPLATE, Optional.empty());

    assertThat(IncidentPayload.datadog(message("detected", severity), config))
        .isEqualTo(
            "{\"aggregation_key\":\""
                + MATCH
                + "\",\"alert_type\":\""
                + type
                + "\",\"tags\":[\"a:b\"],\"text\":\"Moved 5\",\"title\":\"Whales\"}");
  }

  @Test
  void writesACardForTeams() {
    MessageText text = MessageText.of(TEMPLATE, message("detected", "low"));

    assertThat(TeamsPayload.of(text))
        .isEqualTo(
            "{\"attachments\":[{\"content\":{\"$schema\":"
                + "\"http://adaptivecards.io/schemas/adaptive-card.json\",\"body\":["
                + "{\"size\":\"Medium\",\"text\":\"Whales\",\"type\":\"TextBlock\","
                + "\"weight\":\"Bolder\",\"wrap\":true},"
                + "{\"text\":\"Moved 5\",\"type\":\"TextBlock\",\"wrap\":true}],"
                + "\"msteams\":{\"width\":\"Full\"},\"type\":\"AdaptiveCard\",\"version\":\"1.4\"},"
                + "\"contentType\":\"application/vnd.microsoft.card.adaptive\","
                + "\"contentUrl\":null}],\"type\":\"message\"}");
  }

  private static Config.PagerDuty pagerDuty() {
    return new Config.PagerDuty(
        SecretValue.plain("k"), Optional.empty(), false, TEMPLATE, Optional.empty());
  }

  private static OutboundMessage message(String event, String severity) {
    return new OutboundMessage(
        TenantId.DEFAULT,
        new UUID(1, 1),
        MATCH,
        event,
        7,
        "{}",
        Map.of(
            "monitor.name", "Whales",
            "monitor.severity", severity,
            "network.slug", "eth",
            "links.transaction", "https://x.test/tx/0xab",
            "blank", "\n",
            "v", "5"),
        0);
  }
}
