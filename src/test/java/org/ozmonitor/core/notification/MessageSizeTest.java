package org.ozmonitor.core.notification;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.definition.SecretValue;
import org.ozmonitor.core.definition.Trigger;
import org.ozmonitor.core.definition.Trigger.Config;
import org.ozmonitor.core.tenant.TenantId;

class MessageSizeTest {
  @Test
  void isNeverLessThanWhatIsMade() {
    Map<String, String> variables = new HashMap<>(Map.of("a", "x".repeat(500), "b", "1"));
    for (int event = 0; event < 20; event++) {
      variables.put("events." + event + ".signature", "Moved()");
      variables.put("events." + event + ".args.amount", "1");
    }

    for (String body : new String[] {"", "${a}", "${events} and ${events}", "${b}${nobody}"}) {
      assertThat(MessageSize.bound(message("{}", variables), slack("Moved", body)))
          .isGreaterThanOrEqualTo(MessageTemplate.render(body, variables).length());
    }
  }

  @Test
  void countsTheMatchThatARawPayloadCarries() {
    assertThat(MessageSize.bound(message("x".repeat(9_000), Map.of()), slack("t", "b")))
        .isEqualTo(9_002);
  }

  @Test
  void growsNoFurtherThanTexts() {
    assertThat(
            MessageSize.bound(
                message("", Map.of("a", "x".repeat(5_000_000))), slack("t", "${a}".repeat(16_000))))
        .isEqualTo(MessageTemplate.MAX_RENDERED + 1);
  }

  private static Config slack(String title, String body) {
    return new Config.Slack(
        SecretValue.plain("https://hooks.test/"),
        new Trigger.Message(title, body),
        Optional.empty());
  }

  private static OutboundMessage message(String json, Map<String, String> variables) {
    return new OutboundMessage(
        TenantId.DEFAULT, new UUID(1, 1), new UUID(2, 2), "detected", 1, json, variables, 0);
  }
}
