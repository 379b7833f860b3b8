package org.ozmonitor.core.evm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ozmonitor.core.evm.MadeUpBlock.RECEIVER;
import static org.ozmonitor.core.evm.MadeUpBlock.SENDER;
import static org.ozmonitor.core.evm.MadeUpBlock.TOKEN;
import static org.ozmonitor.core.evm.MadeUpBlock.hash;
import static org.ozmonitor.core.evm.MadeUpBlock.log;
import static org.ozmonitor.core.evm.MadeUpBlock.transferLog;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ozmonitor.core.evm.value.Keccak;
import org.ozmonitor.core.filter.MonitorMatch;
import org.ozmonitor.core.filter.NetworkFacts;
import org.ozmonitor.core.problem.Problems;
import org.ozmonitor.fixture.MonitorJson;
import org.ozmonitor.fixture.SharedData;

/// Where OpenZeppelin Monitor is wrong and we are not. The numbers are those of the table in
/// `docs/compatibility.md`.
class EvmDefectsTest {
  private static final String TRANSFER_EVENT =
      """
      {"type":"event","name":"Transfer","anonymous":false,"inputs":[
         {"name":"from","type":"address","indexed":true},
         {"name":"to","type":"address","indexed":true},
         {"name":"value","type":"uint256","indexed":false}]}\
      """;
  private static final String TRANSFER_FUNCTION =
      """
      {"type":"function","name":"transfer","outputs":[],"inputs":[
         {"name":"to","type":"address"},{"name":"amount","type":"uint256"}]}\
      """;
  private static final String CALL =
      "0xa9059cbb" + "0".repeat(24) + RECEIVER.substring(2) + "0".repeat(62) + "64";

  /// No. 1.
  @ParameterizedTest
  @CsvSource({"Success,0", "Failure,1", "Any,0 1"})
  void theReceiptSaysWhatBecameOfATransactionAlsoInABlockWithLogs(String status, String found) {
    MadeUpBlock block =
        new MadeUpBlock()
            .transaction("0x", transferLog(1))
            .withStatus("\"status\":\"0x0\"", "0x", "");
    String conditions = conditions("", "", "{\"status\":\"" + status + "\",\"expression\":null}");
    assertThat(match(block, monitor("m", addresses(TRANSFER_EVENT), conditions)))
        .extracting(MonitorMatch::transactionId)
        .containsExactlyElementsOf(
            Stream.of(found.split(" ")).map(n -> hash(Integer.parseInt(n))).toList());
  }

  /// No. 1: before Byzantium a receipt has a state root and no status. Without both, nothing says
  /// that the transaction succeeded.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"root\":\"0x0101010101010101010101010101010101010101010101010101010101010101\" | Success",
        "\"status\":null | Failure",
        "\"status\":\"0x1\" | Success",
        "\"status\":\"0x01\" | Success",
        "\"status\":1 | Success",
        "\"status\":\"0x2\" | Failure",
        "\"root\":\"0x02\",\"status\":\"0x0\" | Failure"
      })
  void aReceiptWithoutStatusCountsAsSucceededIfItHasAStateRoot(String fields, String status) {
    MadeUpBlock block = new MadeUpBlock().withStatus(fields, "0x", "");
    String conditions = conditions("", "", "{\"status\":\"Any\",\"expression\":null}");
    MonitorMatch match = match(block, monitor("m", addresses(""), conditions)).getFirst();
    assertThat(
            SharedData.parse(match.matchJson())
                .at("/EVM/matched_on/transactions/0/status")
                .textValue())
        .isEqualTo(status);
  }

  /// No. 8.
  @Test
  void anAnonymousEventIsFoundByItsEmitterAndNumberOfTopics() {
    String abi =
        """
        {"type":"event","name":"Ping","anonymous":true,"inputs":[
           {"name":"a","type":"uint256","indexed":true},{"name":"b","type":"uint256"}]},
        {"type":"event","name":"Named","anonymous":false,"inputs":[{"name":"c","type":"uint256"}]}\
        """;
    String named = log(TOKEN, List.of(Keccak.hash("Named(uint256)").hex()), number(5));
    String twoTopics = log(TOKEN, List.of(number(1), number(2)), number(3));
    String elsewhere = log(SENDER, List.of(number(7)), number(9));
    MadeUpBlock block =
        new MadeUpBlock()
            .transaction("0x", named, twoTopics, elsewhere)
            .transaction("0x", log(TOKEN, List.of(number(7)), number(9)));
    String conditions = conditions(condition("Ping(uint256,uint256)", "\"b == 9\""), "", "");
    List<MonitorMatch> matches = match(block, monitor("m", addresses(abi), conditions));
    assertThat(matches).extracting(MonitorMatch::transactionId).containsExactly(hash(1));
    assertThat(matches.getFirst().variables())
        .containsEntry("events.0.args.a", "7")
        .containsEntry("events.0.args.b", "9");
  }

  /// No. 10.
  @Test
  void eachMonitorReadsCallsByItsOwnAbi() {
    MadeUpBlock block = new MadeUpBlock().transaction(CALL);
    String conditions = conditions("", condition("transfer(address,uint256)", "null"), "");
    String with = monitor("with", addresses(TRANSFER_FUNCTION), conditions);
    String without = monitor("without", addresses(TRANSFER_EVENT), conditions);
    assertThat(match(block, with, without))
        .extracting(EvmDefectsTest::name)
        .containsExactly("with");
    assertThat(match(block, without, with))
        .extracting(EvmDefectsTest::name)
        .containsExactly("with");
  }

  /// No. 11.
  @Test
  void allAbisGivenForAnAddressCount() {
    MadeUpBlock block = new MadeUpBlock().transaction(CALL, transferLog(4));
    String addresses =
        "[" + entry("") + "," + entry(TRANSFER_EVENT) + "," + entry(TRANSFER_FUNCTION) + "]";
    String conditions =
        conditions(
            condition("Transfer(address,address,uint256)", "\"value == 4\""),
            condition("transfer(address,uint256)", "\"amount == 100\""),
            "");
    assertThat(match(block, monitor("m", addresses, conditions)).getFirst().variables())
        .containsKeys("events.0.signature", "functions.0.signature");
  }

  /// No. 19.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Transfer(address,address,uint256)",
        "transfer( address, address , UINT256 )",
        "Transfer(address indexed from, address indexed to, uint256 value)",
        "event Transfer(address indexed from, address indexed to, uint value);"
      })
  void anEventMayBeNamedAsSoliditySaysIt(String signature) {
    MadeUpBlock block = new MadeUpBlock().transaction("0x", transferLog(4));
    String conditions = conditions(condition(signature, "\"value == 4\""), "", "");
    assertThat(match(block, monitor("m", addresses(TRANSFER_EVENT), conditions))).hasSize(1);
  }

  /// No. 19.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "function transfer(address to, uint amount) external returns (bool)",
        "transfer(address payable,uint)"
      })
  void aFunctionMayBeNamedAsSoliditySaysIt(String signature) {
    MadeUpBlock block = new MadeUpBlock().transaction(CALL);
    String conditions = conditions("", condition(signature, "\"amount == 100\""), "");
    assertThat(match(block, monitor("m", addresses(TRANSFER_FUNCTION), conditions))).hasSize(1);
  }

  /// No. 20.
  @ParameterizedTest
  @CsvSource({"uint112,> 99", "uint24,== 100", "int24,< 101", "uint,>= 100", "bytes1,!= 0xff"})
  void expressionsKnowEveryWidth(String type, String comparison) {
    String abi =
        "{\"type\":\"event\",\"name\":\"E\",\"anonymous\":false,\"inputs\":[{\"name\":\"x\",\"type\":\""
            + type
            + "\"}]}";
    String signature = "E(" + type + ")";
    MadeUpBlock block =
        new MadeUpBlock()
            .transaction("0x", log(TOKEN, List.of(Keccak.hash(signature).hex()), number(100)));
    String conditions = conditions(condition(signature, "\"x " + comparison + "\""), "", "");
    assertThat(match(block, monitor("m", addresses(abi), conditions))).hasSize(1);
  }

  /// Functions of libraries carry enumerations by name; upstream cannot decode them.
  @Test
  void anEnumerationOfALibraryIsASmallInteger() {
    String abi =
        """
        {"type":"function","name":"set","outputs":[],"inputs":[
           {"name":"kind","type":"Lib.Kind","internalType":"enum Lib.Kind"}]}\
        """;
    String selector = Keccak.hash("set(Lib.Kind)").hex().substring(0, 10);
    MadeUpBlock block = new MadeUpBlock().transaction(selector + number(3).substring(2));
    String conditions = conditions("", condition("set(Lib.Kind)", "\"kind == 3\""), "");
    assertThat(match(block, monitor("m", addresses(abi), conditions)).getFirst().variables())
        .containsEntry("functions.0.args.kind", "3");
  }

  /// The last parameter of both events is called differently, and one is a topic.
  @Test
  void aNameMeansTheParameterOfTheEventThatTheLogIs() {
    String abi =
        """
        {"type":"event","name":"E","anonymous":false,"inputs":[
           {"name":"value","type":"uint256"}]},
        {"type":"event","name":"E","anonymous":false,"inputs":[
           {"name":"tokenId","type":"uint256","indexed":true}]}\
        """;
    String topic = Keccak.hash("E(uint256)").hex();
    MadeUpBlock block =
        new MadeUpBlock()
            .transaction("0x", log(TOKEN, List.of(topic, number(9)), "0x"))
            .transaction("0x", log(TOKEN, List.of(topic), number(9)));
    String value = conditions(condition("E(uint256)", "\"value > 5\""), "", "");
    String tokenId = conditions(condition("E(uint256)", "\"tokenId > 5\""), "", "");
    assertThat(match(block, monitor("m", addresses(abi), value)))
        .extracting(MonitorMatch::transactionId)
        .containsExactly(hash(1));
    assertThat(match(block, monitor("m", addresses(abi), tokenId)))
        .extracting(MonitorMatch::transactionId)
        .containsExactly(hash(0));
  }

  @Test
  void anIndexedTextIsItsHashAndParametersMayLackNames() {
    String abi =
        """
        {"type":"event","name":"E","anonymous":false,"inputs":[
           {"name":"t","type":"string","indexed":true},{"type":"bool"},{"type":"uint8[2]"}]}\
        """;
    String topic = Keccak.hash("E(string,bool,uint8[2])").hex();
    String data = number(1) + number(2).substring(2) + number(3).substring(2);
    MadeUpBlock block =
        new MadeUpBlock().transaction("0x", log(TOKEN, List.of(topic, number(5)), data));
    String conditions = conditions(condition("E(string,bool,uint8[2])", "null"), "", "");
    assertThat(match(block, monitor("m", addresses(abi), conditions)).getFirst().variables())
        .containsEntry("events.0.args.t", number(5))
        .containsEntry("events.0.args.", "[2,3]");
  }

  @Test
  void aContractCreationHasNoRecipientAndMatchesBySender() {
    String payload =
        new String(new MadeUpBlock().transaction("0x60806040").payload(), StandardCharsets.UTF_8)
            .replace("\"to\":\"" + TOKEN + "\"", "\"to\":null");
    String monitor = monitor("m", addresses("").replace(TOKEN, SENDER), conditions("", "", ""));
    List<MonitorMatch> matches = match(payload.getBytes(StandardCharsets.UTF_8), monitor);
    assertThat(matches).hasSize(1);
    assertThat(matches.getFirst().variables()).doesNotContainKey("transaction.to");
    assertThat(SharedData.parse(matches.getFirst().matchJson()).at("/EVM/transaction/to").isNull())
        .isTrue();
  }

  private static List<MonitorMatch> match(MadeUpBlock block, String... monitors) {
    return match(block.payload(), monitors);
  }

  private static List<MonitorMatch> match(byte[] payload, String... monitors) {
    Problems problems = new Problems();
    List<MonitorMatch> matches =
        new EvmEngine()
            .compile(
                NetworkFacts.named("net"),
                Stream.of(monitors).map(SharedData::parse).map(MonitorJson::active).toList(),
                problems)
            .match(payload);
    assertThat(problems.errors()).isEmpty();
    return matches;
  }

  private static String name(MonitorMatch match) {
    return match.monitor().definition().name();
  }

  private static String number(long value) {
    return "0x%064x".formatted(value);
  }

  private static String condition(String signature, String expression) {
    return "{\"signature\":\"" + signature + "\",\"expression\":" + expression + "}";
  }

  private static String conditions(String events, String functions, String transactions) {
    return "{\"events\":[%s],\"functions\":[%s],\"transactions\":[%s]}"
        .formatted(events, functions, transactions);
  }

  private static String addresses(String items) {
    return "[" + entry(items) + "]";
  }

  private static String entry(String items) {
    return "{\"address\":\"%s\",\"contract_spec\":[%s]}".formatted(TOKEN, items);
  }

  private static String monitor(String name, String addresses, String conditions) {
    return """
    {"name":"%s","networks":["net"],"paused":false,"addresses":%s,
    "match_conditions":%s,"trigger_conditions":[],"triggers":[]}\
    """
        .formatted(name, addresses, conditions);
  }
}
