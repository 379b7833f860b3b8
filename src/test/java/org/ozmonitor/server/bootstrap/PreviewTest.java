package org.ozmonitor.server.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.definition.SecretValue;
import org.ozmonitor.core.definition.Trigger;
import org.ozmonitor.core.definition.Trigger.Config;
import org.ozmonitor.core.notification.Preparation;
import org.ozmonitor.core.notification.Prepared;
import org.ozmonitor.core.notification.VendorUrls;
import org.ozmonitor.server.secret.Redaction;

class PreviewTest {
  private static final String MATCH =
      """
      {"EVM": {
        "matched_on_args": {"events": [{"signature": "Transfer(uint256)", "args": [
          {"name": "value", "value": "25", "kind": "uint256", "indexed": false}]}], "functions": null},
        "monitor": {"name": "Whales"}, "network_slug": "eth",
        "transaction": {"hash": "0xAB", "from": "0x01", "to": null, "value": "0x10",
          "blockNumber": "0x20", "transactionIndex": "0x7"}}}
      """;

  @Test
  void makesTheVariablesThatAMatchHolds() {
    PreviewedMatch match = PreviewedMatch.read("[" + MATCH + "]").getFirst();

    assertThat(match.variables())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "monitor.name", "Whales",
                "network.slug", "eth",
                "transaction.hash", "0xab",
                "transaction.from", "0x01",
                "transaction.value", "16",
                "transaction.index", "7",
                "block.number", "32",
                "events.0.signature", "Transfer(uint256)",
                "events.0.args.value", "25"));
  }

  @Test
  void takesAStoredMatchWithItsOwnVariables() {
    String stored = "{\"match\":" + MATCH + ",\"variables\":{\"a\":\"b\"}}";

    assertThat(PreviewedMatch.read(stored).getFirst().variables())
        .containsExactly(Map.entry("a", "b"));
  }

  @Test
  void saysWhatIsNoMatch() {
    assertThatThrownBy(() -> PreviewedMatch.read("[]")).hasMessage("holds no match");
    assertThatThrownBy(() -> PreviewedMatch.read("{}")).hasMessageContaining("no match");
    assertThatThrownBy(() -> PreviewedMatch.read("{")).hasMessageContaining("no JSON");
  }

  @Test
  void showsNoSecret() {
    var message = new Trigger.Message("${monitor.name}", "moved ${events.0.args.value}");
    var redaction = new Redaction();
    List<String> secrets = List.of("https://hooks.slack.com/services/T0/B0/sEcReT123456");
    secrets.forEach(redaction::learn);
    var slack = new Config.Slack(SecretValue.plain(""), message, Optional.empty());

    Prepared prepared =
        new Preparation(VendorUrls.PUBLIC)
            .prepare(
                PreviewedMatch.read(MATCH).getFirst().message("slack", "detected", 0),
                slack,
                secrets,
                Instant.EPOCH);

    assertThat(prepared).isInstanceOf(Prepared.Http.class);
    assertThat(new PreviewText(redaction).of(((Prepared.Http) prepared).request()))
        .isEqualTo(
            """
            POST https://hooks.slack.com:443/***
            content-type: application/json

            {"blocks":[{"text":{"text":"*Whales*\\n\\nmoved 25","type":"mrkdwn"},"type":"section"}]}
            """);
  }
}
