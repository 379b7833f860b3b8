package org.ozmonitor.core.evm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ozmonitor.core.evm.MadeUpBlock.SENDER;
import static org.ozmonitor.core.evm.MadeUpBlock.TOKEN;
import static org.ozmonitor.core.evm.MadeUpBlock.hash;
import static org.ozmonitor.core.evm.MadeUpBlock.log;
import static org.ozmonitor.core.evm.MadeUpBlock.transferLog;
import static org.ozmonitor.core.evm.MadeUpBlock.word;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.filter.MonitorMatch;
import org.ozmonitor.core.filter.NetworkFacts;
import org.ozmonitor.core.notification.MessageTemplate;
import org.ozmonitor.core.problem.Problems;
import org.ozmonitor.fixture.MonitorJson;
import org.ozmonitor.fixture.SharedData;

final class EvmVariablesTest {
  private static final NetworkFacts NETWORK =
      new NetworkFacts("ethereum_mainnet", 12, Optional.of("https://etherscan.io"));
  private static final String CALL =
      "0xa9059cbb" + word(SENDER).substring(2) + "%064x".formatted(100);
  private static final String EVENT =
      """
      {"functions":[],"transactions":[],
       "events":[{"signature":"Transfer(address,address,uint256)","expression":null}]}\
      """;
  private static final String FUNCTION =
      """
      {"events":[],"transactions":[],
       "functions":[{"signature":"transfer(address,uint256)","expression":null}]}\
      """;

  @Test
  void tellWhereTheTransactionStands() {
    MadeUpBlock block = new MadeUpBlock().transaction("0x").transaction("0x", transferLog(5));

    assertThat(variables(NETWORK, EVENT, block))
        .containsEntry("network.slug", "ethereum_mainnet")
        .containsEntry("block.number", "16")
        .containsEntry("block.hash", "0x" + "aa".repeat(32))
        .containsEntry("block.timestamp", "1683030016")
        .containsEntry("block.time", "2023-05-02T12:20:16Z")
        .containsEntry("transaction.index", "1")
        .containsEntry("confirmations", "12")
        .containsEntry("events.0.address", TOKEN)
        .containsEntry("events.0.log_index", "0");
  }

  @Test
  void tellHowMuchTheMonitorMattersWhereItSaysSo() {
    MadeUpBlock block = new MadeUpBlock().transaction("0x", transferLog(5));

    assertThat(variables(NETWORK, EVENT, block, "\"severity\":\"high\",\"category\":\"Treasury\","))
        .containsEntry("monitor.severity", "high")
        .containsEntry("monitor.category", "Treasury");
    assertThat(variables(NETWORK, EVENT, block))
        .doesNotContainKeys("monitor.severity", "monitor.category");
  }

  @Test
  void linkToAnExplorerWhereTheNetworkNamesOne() {
    MadeUpBlock block = new MadeUpBlock().transaction(CALL);

    assertThat(variables(NETWORK, FUNCTION, block))
        .containsEntry("links.transaction", "https://etherscan.io/tx/" + hash(0))
        .containsEntry("links.block", "https://etherscan.io/block/16")
        .containsEntry("links.address", "https://etherscan.io/address/" + TOKEN)
        .containsEntry("functions.0.address", TOKEN);
    assertThat(variables(NetworkFacts.named("n"), FUNCTION, block).keySet())
        .noneMatch(name -> name.startsWith("links."));
  }

  @Test
  void changeNothingOfTheGeneratedSections() {
    MadeUpBlock block =
        new MadeUpBlock().transaction("0x", log(SENDER, List.of(), "0x"), transferLog(5));

    assertThat(MessageTemplate.render("${events}", variables(NETWORK, EVENT, block)))
        .isEqualTo(
            "\n\n*Matched Events:*\n\n*Reason 1*\n\n*Signature:*"
                + " `Transfer(address,address,uint256)`\n\n*Params:*\n\nfrom: `%s`\nto: `%s`\nvalue: `5`"
                    .formatted(SENDER, MadeUpBlock.RECEIVER));
  }

  private static Map<String, String> variables(
      NetworkFacts network, String conditions, MadeUpBlock block) {
    return variables(network, conditions, block, "");
  }

  private static Map<String, String> variables(
      NetworkFacts network, String conditions, MadeUpBlock block, String alerting) {
    var monitor =
        MonitorJson.active(
            SharedData.parse(
                """
                {%s"name":"M","networks":["n"],"paused":false,
                 "addresses":[{"address":"%s","contract_spec":%s}],
                 "match_conditions":%s,"trigger_conditions":[],"triggers":[]}\
                """
                    .formatted(alerting, TOKEN, EvmExplainerTest.ABI, conditions)));
    List<MonitorMatch> matches =
        new EvmEngine().compile(network, List.of(monitor), new Problems()).match(block.payload());
    assertThat(matches).hasSize(1);
    return matches.getFirst().variables();
  }
}
