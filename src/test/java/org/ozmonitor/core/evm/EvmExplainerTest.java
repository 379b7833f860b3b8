package org.ozmonitor.core.evm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ozmonitor.core.evm.MadeUpBlock.SENDER;
import static org.ozmonitor.core.evm.MadeUpBlock.TOKEN;
import static org.ozmonitor.core.evm.MadeUpBlock.TRANSFER;
import static org.ozmonitor.core.evm.MadeUpBlock.log;
import static org.ozmonitor.core.evm.MadeUpBlock.transferLog;
import static org.ozmonitor.core.evm.MadeUpBlock.word;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.definition.Monitor;
import org.ozmonitor.core.evm.block.EvmBlock;
import org.ozmonitor.core.evm.block.EvmBlockDecoder;
import org.ozmonitor.core.evm.explain.Explanation;
import org.ozmonitor.core.evm.explain.Explanation.Asked;
import org.ozmonitor.core.evm.explain.Explanation.Clause;
import org.ozmonitor.core.evm.explain.Explanation.Lookup;
import org.ozmonitor.core.evm.explain.Explanation.Outcome;
import org.ozmonitor.core.evm.explain.Explanation.Seen;
import org.ozmonitor.core.evm.explain.Explanation.Touch;
import org.ozmonitor.core.evm.explain.ExplanationJson;
import org.ozmonitor.core.evm.explain.ExplanationText;
import org.ozmonitor.core.problem.Problems;
import org.ozmonitor.fixture.MonitorJson;
import org.ozmonitor.fixture.SharedData;

final class EvmExplainerTest {
  static final String ABI =
      """
      [{"type":"event","name":"Transfer","anonymous":false,"inputs":[
         {"name":"from","type":"address","indexed":true},
         {"name":"to","type":"address","indexed":true},
         {"name":"value","type":"uint256"}]},
       {"type":"event","name":"Note","anonymous":false,"inputs":[{"name":"text","type":"string"}]},
       {"type":"function","name":"transfer","outputs":[],"inputs":[
         {"name":"to","type":"address"},{"name":"amount","type":"uint256"}]}]\
      """;
  private static final String OTHER = "0x9999999999999999999999999999999999999999";
  private static final String EVENT = "Transfer(address,address,uint256)";

  @Test
  void showsTheValueOfEachClauseThatWasReached() {
    Explanation explanation =
        explain(
            TOKEN,
            event(EVENT, "\"value > 3 AND value < 5 AND value != 9\""),
            new MadeUpBlock().transaction("0x", transferLog(7)));

    Seen seen = explanation.seen().getFirst();
    assertThat(seen.lookup()).isEqualTo(Lookup.DECODED);
    assertThat(seen.checks().getFirst().clauses())
        .containsExactly(
            new Clause("value > 3", Optional.of("7"), Outcome.HOLDS, ""),
            new Clause("value < 5", Optional.of("7"), Outcome.DOES_NOT_HOLD, ""));
    assertThat(explanation.decision().matches()).isFalse();
    assertThat(why(explanation, "match_conditions.events[0]"))
        .isEqualTo("its expression does not hold");
  }

  @Test
  void saysWhereAWatchedAddressStands() {
    Explanation explanation =
        explain(
            TOKEN,
            event(EVENT, "null"),
            new MadeUpBlock().transaction("0x", log(OTHER, List.of(), "0x"), transferLog(1)));

    assertThat(explanation.gate().touches())
        .containsExactly(new Touch(TOKEN, "recipient"), new Touch(TOKEN, "log 1"));
    assertThat(explanation.otherLogs()).isEqualTo(1);
    assertThat(explanation.decision().matches()).isTrue();
    assertThat(why(explanation, "match_conditions.events[0]")).isEqualTo("log 1");
  }

  @Test
  void saysThatNoWatchedAddressTakesPart() {
    MadeUpBlock block = new MadeUpBlock().transaction("0x", transferLog(1));

    Explanation absent = explain(OTHER, event(EVENT, "null"), block);
    Explanation none = explain("", event(EVENT, "null"), block);

    assertThat(absent.gate().open()).isFalse();
    assertThat(absent.gate().why()).contains("none of the 1 addresses");
    assertThat(none.gate().why()).contains("no addresses: it never matches");
  }

  @Test
  void tellsApartWhyALogIsNotTheEvent() {
    String nft = log(TOKEN, List.of(TRANSFER, word(SENDER), word(SENDER), word(SENDER)), "0x");
    String cut = log(TOKEN, List.of(TRANSFER, word(SENDER), word(SENDER)), "0x00");
    String foreign = log(TOKEN, List.of(word(SENDER)), "0x");
    String silent = log(TOKEN, List.of(), "0x");

    Explanation explanation =
        explain(
            TOKEN,
            event(EVENT, "null"),
            new MadeUpBlock().transaction("0x", nft, cut, foreign, silent));

    assertThat(explanation.seen())
        .extracting(Seen::lookup)
        .containsExactly(
            Lookup.OTHER_TOPIC_COUNT,
            Lookup.NOT_DECODED,
            Lookup.NOT_IN_ABI,
            Lookup.NOTHING_TO_LOOK_UP);
    assertThat(explanation.seen().getFirst().detail())
        .isEqualTo("the log has 4 topics, the event of the contract_spec has 3");
    assertThat(why(explanation, "match_conditions.events[0]")).contains("cannot be decoded");
  }

  @Test
  void suggestsTheSignatureThatWasMeant() {
    Explanation explanation =
        explain(
            TOKEN,
            event("Transfer(address,adress,uint256)", "null"),
            new MadeUpBlock().transaction("0x", transferLog(1)));

    assertThat(why(explanation, "match_conditions.events[0]"))
        .contains("no contract_spec of the monitor has this event")
        .contains("did you mean \"Transfer(address,address,uint256)\"?");
    assertThat(explanation.seen().getFirst().lookup()).isEqualTo(Lookup.NOT_ASKED);
  }

  @Test
  void takesALogThatNothingNamesForAnAnonymousEvent() {
    String address =
        "{\"address\":\"%s\",\"contract_spec\":%s}"
            .formatted(
                TOKEN, ABI.replace("\"Note\",\"anonymous\":false", "\"Note\",\"anonymous\":true"));
    String text = "0x%064x%064x%s%s".formatted(32, 2, "6869", "0".repeat(60));
    MadeUpBlock block =
        new MadeUpBlock().transaction("0x", log(TOKEN, List.of(), text), transferLog(5));

    Explanation explanation = explained(address, event("Note(string)", "\"text == 'hi'\""), block);

    assertThat(explanation.seen())
        .extracting(Seen::lookup)
        .containsExactly(Lookup.DECODED, Lookup.NOT_ASKED);
    assertThat(explanation.decision().matches()).isTrue();
  }

  @Test
  void explainsCallsAndTransactionsTogether() {
    String call = "0xa9059cbb" + word(SENDER).substring(2) + "%064x".formatted(100);
    String conditions =
        """
        {"events":[],"functions":[{"signature":"transfer(address, uint256)",
           "expression":"amount == 100"}],
         "transactions":[{"status":"Failure","expression":null},
           {"status":"Any","expression":"gas_price > 5 OR nope == 1"}]}\
        """;

    Explanation explanation = explain(TOKEN, conditions, new MadeUpBlock().transaction(call));

    assertThat(why(explanation, "match_conditions.functions[0]")).isEqualTo("call");
    assertThat(why(explanation, "match_conditions.transactions[0]"))
        .isEqualTo("the transaction has the status Success");
    assertThat(why(explanation, "match_conditions.transactions[1]")).contains("nope");
    assertThat(explanation.decision().rule())
        .isEqualTo("address and a function condition and a transaction condition");
    assertThat(explanation.decision().matches()).isFalse();
  }

  @Test
  void writesTextThatCannotSteerATerminal() {
    String text = "1b5b324a68656c6c6f"; // ESC [2J hello
    String data = "%064x%064x%s%s".formatted(32, 9, text, "0".repeat(46));
    String note =
        log(
            TOKEN,
            List.of(org.ozmonitor.core.evm.value.Keccak.hash("Note(string)").hex()),
            "0x" + data);

    Explanation explanation =
        explain(
            TOKEN,
            event("Note(string)", "\"text contains 'HELLO'\""),
            new MadeUpBlock().transaction("0x", note));

    String written = ExplanationText.of(explanation);
    assertThat(written)
        .contains("string text = \uFFFD[2Jhello")
        .contains("match_conditions.events[0] Note(string): fulfilled by log 0")
        .contains("needed: address and an event condition")
        .endsWith("MATCH\n")
        .doesNotContain("\u001b");
    assertThat(SharedData.parse(ExplanationJson.of(explanation)).at("/seen/0/arguments/0/value"))
        .hasToString("\"\\u001B[2Jhello\"");
  }

  private static String event(String signature, String expression) {
    return """
    {"functions":[],"transactions":[],"events":[{"signature":"%s","expression":%s}]}\
    """
        .formatted(signature, expression);
  }

  private static String why(Explanation explanation, String path) {
    return explanation.conditions().stream()
        .filter(asked -> asked.path().equals(path))
        .map(Asked::why)
        .findFirst()
        .orElseThrow();
  }

  private static Explanation explain(String address, String conditions, MadeUpBlock made) {
    String addresses =
        address.isEmpty()
            ? ""
            : "{\"address\":\"%s\",\"contract_spec\":%s}".formatted(address, ABI);
    return explained(addresses, conditions, made);
  }

  private static Explanation explained(String addresses, String conditions, MadeUpBlock made) {
    Monitor monitor =
        MonitorJson.monitor(
            SharedData.parse(
                """
                {"name":"M","networks":["n"],"paused":false,"addresses":[%s],
                 "match_conditions":%s,"trigger_conditions":[],"triggers":[]}\
                """
                    .formatted(addresses, conditions)));
    EvmBlock block = EvmBlockDecoder.decode(made.payload());
    var problems = new Problems();
    Explanation explanation =
        new EvmExplainer("n", monitor, problems).explain(block, block.transaction(0));
    assertThat(problems.all()).isEmpty();
    return explanation;
  }
}
