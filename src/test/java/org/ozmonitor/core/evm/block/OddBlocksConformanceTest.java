package org.ozmonitor.core.evm.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.evm.EvmEngine;
import org.ozmonitor.core.filter.MonitorMatch;
import org.ozmonitor.core.filter.NetworkFacts;
import org.ozmonitor.core.filter.PayloadException;
import org.ozmonitor.core.problem.Problems;
import org.ozmonitor.fixture.MonitorJson;
import org.ozmonitor.fixture.SharedData;
import org.ozmonitor.fixture.Tally;

/// Blocks, transactions, receipts and logs of many chains and ages, as their nodes wrote them:
/// every
/// file of `chain-data/evm/odd`. A monitor that watches every address in it must match every
/// transaction, and the match must say what the node said.
class OddBlocksConformanceTest {
  /// Where no whole transactions with EVM addresses are in the file, the payload is refused.
  private static final String HASHES_ONLY = "only hashes of transactions: refused";

  private static final String FOREIGN = "addresses in bech32 (`one1…`): refused";

  @Test
  void everyOddObjectIsMatchedAndWrittenAgain() throws IOException {
    Tally tally = new Tally("evm/odd");
    try (Stream<Path> files = Files.list(SharedData.chainData("evm/odd"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
        for (OddPayload payload : OddPayload.of(file)) {
          judge(payload, tally);
        }
      }
    }
    tally.close();
  }

  private static void judge(OddPayload payload, Tally tally) {
    try {
      if (payload.hasHashesOnly() || payload.hasForeignAddresses()) {
        assertThatThrownBy(() -> EvmBlockDecoder.decode(payload.bytes()))
            .isInstanceOf(PayloadException.class);
        tally.except(payload.hasHashesOnly() ? HASHES_ONLY : FOREIGN, payload.name());
      } else {
        assertMatchesSayWhatTheNodeSaid(payload);
        tally.agree();
      }
    } catch (RuntimeException | AssertionError e) {
      tally.fail(payload.name(), e.toString());
    }
  }

  private static void assertMatchesSayWhatTheNodeSaid(OddPayload payload) {
    List<JsonNode> transactions = payload.transactions();
    List<MonitorMatch> matches = match(payload);
    assertThat(matches)
        .extracting(MonitorMatch::transactionId)
        .containsExactlyElementsOf(
            transactions.stream().map(t -> OddPayload.hash(t, "hash")).toList());
    for (int i = 0; i < matches.size(); i++) {
      JsonNode evm = SharedData.parse(matches.get(i).matchJson()).get("EVM");
      JsonNode receipt = payload.orderedReceipts().get(i);
      NodeWords.assertSame(transactions.get(i), evm.get("transaction"));
      NodeWords.assertSame(receipt, evm.get("receipt"));
      assertThat(evm.get("transaction").fieldNames())
          .toIterable()
          .containsAll(NodeWords.names(transactions.get(i)));
      assertThat(evm.get("logs")).isEqualTo(evm.at("/receipt/logs"));
      assertThat(evm.at("/matched_on/transactions/0/status").textValue())
          .isEqualTo(NodeWords.succeeded(receipt) ? "Success" : "Failure");
    }
  }

  /// `gas_used` is in the expression so that the receipt is part of the match.
  private static List<MonitorMatch> match(OddPayload payload) {
    String addresses =
        payload.addresses().stream()
            .map("{\"address\":\"%s\",\"contract_spec\":null}"::formatted)
            .toList()
            .toString();
    String monitor =
        """
        {"name":"m","networks":["n"],"paused":false,"addresses":%s,
         "match_conditions":{"functions":[],"events":[],"transactions":[
           {"status":"Success","expression":"gas_used >= 0"},
           {"status":"Failure","expression":"gas_used >= 0"}]},
         "trigger_conditions":[],"triggers":[]}\
        """
            .formatted(addresses);
    Problems problems = new Problems();
    List<MonitorMatch> matches =
        new EvmEngine()
            .compile(
                NetworkFacts.named("n"),
                List.of(MonitorJson.active(SharedData.parse(monitor))),
                problems)
            .match(payload.bytes());
    assertThat(problems.all()).isEmpty();
    return matches;
  }
}
