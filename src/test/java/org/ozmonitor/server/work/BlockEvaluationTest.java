package org.ozmonitor.server.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.chain.ChainKind;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.definition.Configuration;
import org.ozmonitor.core.definition.EntityIds;
import org.ozmonitor.core.definition.Monitor;
import org.ozmonitor.core.definition.Network;
import org.ozmonitor.core.definition.SecretValue;
import org.ozmonitor.core.definition.Trigger;
import org.ozmonitor.core.filter.PayloadException;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.server.block.LogEntry;
import org.ozmonitor.server.notification.MatchContent;
import org.ozmonitor.server.notification.NewDelivery;

class BlockEvaluationTest {
  private static final TenantId TENANT = TenantId.DEFAULT;
  private static final NetworkId NETWORK = EntityIds.platformNetwork("text");

  @Test
  void sendsToTriggersThatExistAndWantIt() {
    Evaluated evaluated = evaluate("0xa whales", "hook", "missing", "deaf", "hook", "second");

    assertThat(evaluated.matches().getFirst().deliveries())
        .extracting(NewDelivery::trigger)
        .containsExactly(EntityIds.trigger(TENANT, "hook"), EntityIds.trigger(TENANT, "second"));
    assertThat(evaluated.maxDeliveries()).isEqualTo(2);
  }

  @Test
  void givesMatchIdThatDoesNotDependOnTheBlock() {
    MatchRow row = evaluate("0xa whales {\"EVM\":1}", "hook").rows().getFirst();

    assertThat(row.id())
        .isEqualTo(EntityIds.match(TENANT, EntityIds.monitor(TENANT, "whales"), NETWORK, "0xa"));
    assertThat(row.seq()).isEqualTo(7);
    assertThat(row.blockHash()).isEqualTo("0xhash");
    assertThat(row.content())
        .isEqualTo(MatchContent.of("{\"EVM\":1}", Map.of("transaction", "0xa")));
  }

  @Test
  void givesOneMatchForTransactionThatIsListedTwice() {
    Evaluated evaluated = evaluate("0xa whales {\"EVM\":1}\n0xa whales {\"EVM\":2}", "hook");

    assertThat(evaluated.rows())
        .singleElement()
        .satisfies(row -> assertThat(row.content().json()).contains("{\"EVM\":1}"));
    assertThat(evaluated.maxDeliveries()).isEqualTo(1);
  }

  @Test
  void recordsMatchThatIsTooLarge() {
    String large = "\"" + "x".repeat(BlockEvaluation.MAX_PAYLOAD_LENGTH) + "\"";

    Evaluated evaluated = evaluate("0xa whales " + large + "\n0xb whales", "hook");

    assertThat(evaluated.rows()).extracting(MatchRow::transactionId).containsExactly("0xb");
    assertThat(evaluated.failures())
        .singleElement()
        .satisfies(failure -> assertThat(failure.error()).contains("0xa"));
  }

  @Test
  void blamesPayloadThatCannotBeDecodedOnNobody() {
    assertThatThrownBy(() -> evaluate("broken", "hook")).isInstanceOf(PayloadException.class);
  }

  private static Evaluated evaluate(String block, String... triggers) {
    Configuration configuration = configuration(triggers);
    LaneIndex index =
        LaneIndex.Selection.of(configuration, NETWORK, Set.of(TENANT), List.of(new TextEngine()))
            .compile();
    var entry =
        new LogEntry(7, LogEntry.Kind.BLOCK, 3, Optional.of("0xhash"), Optional.of("0x"), 1, "", 1);
    return new BlockEvaluation(NETWORK, entry, configuration, index)
        .run(block.getBytes(StandardCharsets.UTF_8));
  }

  private static Configuration configuration(String... triggers) {
    var monitor =
        new Monitor(
            "whales",
            List.of("text"),
            false,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(triggers),
            "[]",
            false,
            Optional.empty());
    return Configuration.empty()
        .with(
            1,
            new Configuration.Changes(
                List.of(
                    new Configuration.NetworkEntry(NETWORK, 1, network()),
                    new Configuration.MonitorEntry(
                        TENANT, EntityIds.monitor(TENANT, "whales"), 1, monitor),
                    trigger("hook", webhook(), Trigger.DEFAULT_EVENTS),
                    trigger("second", webhook(), Set.of("detected")),
                    trigger("deaf", webhook(), Set.of("retracted"))),
                Set.of()));
  }

  private static Configuration.TriggerEntry trigger(
      String key, Trigger.Config config, Set<String> on) {
    return new Configuration.TriggerEntry(
        TENANT, EntityIds.trigger(TENANT, key), 1, new Trigger(key, key, "webhook", config, on));
  }

  private static Trigger.Config webhook() {
    return new Trigger.Config.Webhook(
        SecretValue.plain("http://127.0.0.1"),
        "POST",
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Map.of(),
        Trigger.PayloadMode.RAW,
        new Trigger.Message("", ""),
        Optional.empty());
  }

  private static Network network() {
    return new Network(
        "Text",
        ChainKind.EVM,
        "text",
        List.of(),
        1000,
        0,
        Optional.empty(),
        OptionalLong.empty(),
        false,
        OptionalLong.empty(),
        OptionalLong.empty(),
        false,
        false,
        Optional.empty());
  }
}
