package org.ozmonitor.core.evm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ozmonitor.core.evm.MadeUpBlock.RECEIVER;
import static org.ozmonitor.core.evm.MadeUpBlock.SENDER;
import static org.ozmonitor.core.evm.MadeUpBlock.TOKEN;
import static org.ozmonitor.core.evm.MadeUpBlock.TRANSFER;
import static org.ozmonitor.core.evm.MadeUpBlock.hash;
import static org.ozmonitor.core.evm.MadeUpBlock.log;
import static org.ozmonitor.core.evm.MadeUpBlock.transferLog;
import static org.ozmonitor.core.evm.MadeUpBlock.word;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.chain.BlockHeader;
import org.ozmonitor.core.filter.MonitorMatch;
import org.ozmonitor.core.filter.NetworkFacts;
import org.ozmonitor.core.problem.Problem;
import org.ozmonitor.core.problem.Problems;
import org.ozmonitor.fixture.MonitorJson;
import org.ozmonitor.fixture.SharedData;

class EvmEngineTest {
  private static final String ABI =
      """
      [{"type":"event","name":"Transfer","anonymous":false,"inputs":[
         {"name":"from","type":"address","indexed":true},
         {"name":"to","type":"address","indexed":true},
         {"name":"value","type":"uint256","indexed":false}]},
       {"type":"event","name":"Transfer","anonymous":false,"inputs":[
         {"name":"from","type":"address","indexed":true},
         {"name":"to","type":"address","indexed":true},
         {"name":"tokenId","type":"uint256","indexed":true}]},
       {"type":"event","name":"Note","anonymous":false,"inputs":[
         {"name":"text","type":"string","indexed":false}]},
       {"type":"function","name":"transfer","outputs":[],"inputs":[
         {"name":"to","type":"address"},{"name":"amount","type":"uint256"}]}]\
      """;
  private static final String TRANSFER_CONDITION =
      "{\"signature\":\"Transfer(address,address,uint256)\",\"expression\":null}";
  private static final String CALL =
      "0xa9059cbb" + "0".repeat(24) + RECEIVER.substring(2) + "0".repeat(62) + "64";

  private final EvmEngine engine = new EvmEngine();

  @Test
  void theHeaderIsThatOfTheBlock() {
    BlockHeader header = engine.header(new MadeUpBlock().transaction("0x").payload());
    assertThat(header.ref().height()).isEqualTo(16);
    assertThat(header.ref().hash()).isEqualTo("0x" + "aa".repeat(32));
    assertThat(header.parentHash()).isEqualTo("0x" + "bb".repeat(32));
    assertThat(header.timestamp()).isEqualTo(1_683_030_016L);
  }

  @Test
  void aLogWithoutTopicsIsNoEvent() {
    MadeUpBlock block = new MadeUpBlock().transaction("0x", log(TOKEN, List.of(), "0x12"));
    assertThat(match(events(TRANSFER_CONDITION), block)).isEmpty();
  }

  @Test
  void eventsWithOneTopicAreToldApartByTheNumberOfTopics() {
    String nft =
        log(
            TOKEN,
            List.of(TRANSFER, word(SENDER), word(RECEIVER), "0x" + "0".repeat(63) + "7"),
            "0x");
    MonitorMatch match =
        match(events(TRANSFER_CONDITION), new MadeUpBlock().transaction("0x", nft, transferLog(5)))
            .getFirst();
    assertThat(match.variables())
        .containsEntry("events.0.args.tokenId", "7")
        .containsEntry("events.1.args.value", "5");
  }

  @Test
  void aFunctionWithoutExpressionHasItsSelectorWithoutPrefix() {
    MadeUpBlock block = new MadeUpBlock().transaction(CALL);
    assertThat(hexSignature(functions("null"), block)).isEqualTo("a9059cbb");
    assertThat(hexSignature(functions("\"amount == 100\""), block)).isEqualTo("0xa9059cbb");
  }

  private String hexSignature(String conditions, MadeUpBlock block) {
    JsonNode evm = SharedData.parse(match(conditions, block).getFirst().matchJson());
    return evm.at("/EVM/matched_on_args/functions/0/hex_signature").textValue();
  }

  @Test
  void statusIsThatOfTheReceiptAndTheReceiptIsShownOnlyWhereUpstreamFetchesIt() {
    MadeUpBlock noLogs =
        new MadeUpBlock().transaction("0x").withStatus("\"status\":\"0x0\"", "0x", "");
    MadeUpBlock logs =
        new MadeUpBlock()
            .transaction("0x", transferLog(1))
            .withStatus("\"status\":\"0x0\"", "0x", "");
    String failure = transactions("\"Failure\"", "null");

    assertThat(match(failure, noLogs))
        .extracting(MonitorMatch::transactionId)
        .containsExactly(hash(1));
    assertThat(match(failure, logs))
        .extracting(MonitorMatch::transactionId)
        .containsExactly(hash(1));
    assertThat(receipt(failure, noLogs).get("status").textValue()).isEqualTo("0x0");
    assertThat(receipt(failure, logs).isNull()).isTrue();
    assertThat(receipt(transactions("\"Any\"", "null"), noLogs).isNull()).isTrue();
    assertThat(receipt(transactions("\"Any\"", "\"gas_used == 21000\""), logs).isObject()).isTrue();
  }

  private JsonNode receipt(String conditions, MadeUpBlock block) {
    return SharedData.parse(match(conditions, block).getFirst().matchJson()).at("/EVM/receipt");
  }

  @Test
  void aBrokenExpressionNeverHolds() {
    MadeUpBlock block = new MadeUpBlock().transaction(CALL);
    assertThat(match(functions("\"\""), block)).isEmpty();
    assertThat(match(functions("\"amount >\""), block)).isEmpty();
    assertThat(match(functions("\"nothing == 1\""), block)).isEmpty();
  }

  @Test
  void withoutAnAddressNothingMatches() {
    MadeUpBlock block = new MadeUpBlock().transaction(CALL, transferLog(1));
    assertThat(
            matchAll(List.of(monitor("m", "[]", "[],\"functions\":[],\"transactions\":[]")), block))
        .isEmpty();
  }

  @Test
  void matchesComeInTheOrderOfMonitorsAndThenOfTransactions() {
    MadeUpBlock block = new MadeUpBlock().transaction("0x", transferLog(1)).transaction(CALL);
    List<MonitorMatch> matches =
        matchAll(
            List.of(
                monitor("second", addresses(), none()),
                monitor("first", addresses(), none()),
                monitor("third", addresses(), functions("null"))),
            block);
    assertThat(matches)
        .extracting(m -> m.monitor().definition().name() + " " + m.transactionId())
        .containsExactly(
            "second " + hash(0),
            "second " + hash(1),
            "first " + hash(0),
            "first " + hash(1),
            "third " + hash(1));
  }

  @Test
  void textThatCannotBeStoredIsReplaced() {
    String text = "0x" + "0".repeat(62) + "20" + "0".repeat(63) + "3" + "610062" + "0".repeat(58);
    String topic = org.ozmonitor.core.evm.value.Keccak.hash("Note(string)").hex();
    MonitorMatch match =
        match(
                events("{\"signature\":\"Note(string)\",\"expression\":null}"),
                new MadeUpBlock()
                    .withStatus(
                        "\"status\":\"0x1\"",
                        "0x",
                        ",\"odd\":\"\\u0000\\udc00\"",
                        log(TOKEN, List.of(topic), text)))
            .getFirst();
    assertThat(match.variables()).containsEntry("events.0.args.text", "a\ufffdb");
    assertThat(match.matchJson())
        .contains("\"value\":\"a\ufffdb\"")
        .contains("\"odd\":\"\ufffd\ufffd\"")
        .doesNotContain("unknown");
  }

  @Test
  void aMonitorWithABrokenAbiIsLeftOutAndReported() {
    Problems problems = new Problems();
    String broken =
        monitor("broken", addresses().replace("\"event\"", "\"evnt\""), events(TRANSFER_CONDITION));
    assertThat(
            engine
                .compile(
                    NetworkFacts.named("n"),
                    List.of(
                        MonitorJson.active(SharedData.parse(broken)),
                        MonitorJson.active(
                            SharedData.parse(monitor("sound", addresses(), none())))),
                    problems)
                .size())
        .isEqualTo(1);
    assertThat(problems.errors())
        .extracting(Problem::place)
        .contains("monitor 'broken': addresses[0].contract_spec[0].type");
  }

  @Test
  void aForeignSpecificationIsSkipped() {
    String foreign = addresses().replace(ABI, "{\"idl\":1}");
    MadeUpBlock block = new MadeUpBlock().transaction("0x");
    assertThat(matchAll(List.of(monitor("m", foreign, none())), block)).hasSize(1);
  }

  private List<MonitorMatch> match(String conditions, MadeUpBlock block) {
    return matchAll(List.of(monitor("m", addresses(), conditions)), block);
  }

  private List<MonitorMatch> matchAll(List<String> monitors, MadeUpBlock block) {
    Problems problems = new Problems();
    List<MonitorMatch> matches =
        engine
            .compile(
                NetworkFacts.named("net"),
                monitors.stream().map(m -> MonitorJson.active(SharedData.parse(m))).toList(),
                problems)
            .match(block.payload());
    assertThat(problems.errors()).isEmpty();
    return matches;
  }

  private static String addresses() {
    return "[{\"address\":\"" + TOKEN + "\",\"contract_spec\":" + ABI + "}]";
  }

  private static String events(String conditions) {
    return "[" + conditions + "],\"functions\":[],\"transactions\":[]";
  }

  private static String functions(String expression) {
    return "[],\"functions\":[{\"signature\":\"transfer(address, uint256)\",\"expression\":"
        + expression
        + "}],\"transactions\":[]";
  }

  private static String transactions(String status, String expression) {
    return "[],\"functions\":[],\"transactions\":[{\"status\":"
        + status
        + ",\"expression\":"
        + expression
        + "}]";
  }

  private static String none() {
    return "[],\"functions\":[],\"transactions\":[]";
  }

  private static String monitor(String name, String addresses, String conditions) {
    return """
    {"name":"%s","networks":["net"],"paused":false,"addresses":%s,
    "match_conditions":{"events":%s},"trigger_conditions":[],"triggers":[]}\
    """
        .formatted(name, addresses, conditions);
  }
}
