package org.ozmonitor.core.evm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.definition.Monitor;
import org.ozmonitor.core.definition.Monitor.MonitoredAddress;
import org.ozmonitor.core.definition.Monitor.SignatureCondition;
import org.ozmonitor.core.definition.Monitor.TransactionCondition;
import org.ozmonitor.core.definition.Monitor.TransactionCondition.Status;
import org.ozmonitor.core.problem.Problem;
import org.ozmonitor.core.problem.Problems;

class EvmMonitorCheckTest {
  private static final String ADDRESS = "0x1111111111111111111111111111111111111111";
  private static final String ABI =
      """
      [{"type":"function","name":"transfer","outputs":[],"inputs":[
        {"name":"to","type":"address"},{"name":"amount","type":"uint256"}]}]\
      """;

  @Test
  void aMonitorThatCanMatchHasNoProblems() {
    assertThat(check(ADDRESS, ABI, "transfer(address, uint256)", "amount > 5", "gas_used > 1"))
        .isEmpty();
  }

  @Test
  void conditionsThatNothingFulfilsAreWarningsWithTheirPlace() {
    assertThat(
            check("0X12", ABI, "transfer(address,uint128)", "amount >", "value > 1 AND block == 2"))
        .containsExactly(
            "WARNING m.json: addresses[0].address monitor.address.form",
            "WARNING m.json: match_conditions.functions[0].expression monitor.expression.syntax",
            "WARNING m.json: match_conditions.functions[0].signature monitor.signature.unknown",
            "WARNING m.json: match_conditions.transactions[0].expression monitor.expression.name");
    assertThat(check(ADDRESS, ABI, "transfer(address,uint256)", "value > 5", "value > 1"))
        .containsExactly(
            "WARNING m.json: match_conditions.functions[0].expression monitor.expression.name");
  }

  @Test
  void aBrokenAbiIsAnErrorAndItsSignaturesAreNotHeldAgainstTheMonitor() {
    String broken = ABI.replace("uint256", "uint-256");
    assertThat(check(ADDRESS, broken, "transfer(address,uint256)", "amount > 1", "value > 1"))
        .containsExactly(
            "ERROR m.json: addresses[0].contract_spec[0].inputs[1].type abi.type-name");
  }

  @Test
  void aProblemOfAnExpressionSaysWhereItIsAndWhatWasMeant() {
    assertThat(
            problems(
                ADDRESS, ABI, "transfer(address,uint256)", "amont > 1 OR to == 5", "value > x"))
        .extracting(Problem::rule, Problem::message)
        .containsExactly(
            tuple(
                "monitor.expression.name",
                "position 1: no parameter `amont`; did you mean `amount`? `transfer` has to,"
                    + " amount"),
            tuple(
                "monitor.expression.literal",
                "position 20: `to`: an address is written 0x and 40 hex digits"),
            tuple("monitor.expression.literal", "position 9: `value`: 'x' is no uint256"));
    assertThat(problems(ADDRESS, ABI, "transfer(address,uint256)", "amount = 1", "block == 1"))
        .extracting(Problem::message)
        .satisfiesExactly(
            syntax ->
                assertThat(syntax)
                    .startsWith("never holds, because of its syntax (operator): position 8:")
                    .endsWith("write =="),
            name ->
                assertThat(name)
                    .startsWith("position 1: no parameter `block`; a transaction has value, from"));
    assertThat(problems(ADDRESS, ABI, "tranfer(address,uint256)", "amount == 1", "value > 1"))
        .singleElement()
        .satisfies(
            p -> assertThat(p.message()).endsWith("did you mean \"transfer(address,uint256)\"?"));
  }

  @Test
  void ofSeveralAbisOneThatFitsIsEnough() {
    String other = ABI.replace("\"amount\"", "\"value\"");
    Problems problems = new Problems();
    List<MonitoredAddress> addresses =
        List.of(
            new MonitoredAddress(ADDRESS, Optional.of(ABI)),
            new MonitoredAddress(ADDRESS, Optional.of(other)));
    new EvmEngine()
        .check(
            "m.json",
            monitor(
                addresses,
                "transfer(address,uint256)",
                "amount > 1 OR value > 1 OR x == 1",
                "value > 1"),
            problems);

    assertThat(problems.all())
        .extracting(Problem::message)
        .containsExactly("position 28: no parameter `x`; `transfer` has to, amount");
  }

  @Test
  void aMonitorOfAnyAddressIsCheckedAgainstItsOwnSpecification() {
    Problems problems = new Problems();
    Monitor named = monitor(List.of(), "transfer(address,uint256)", "nope > 1", "value > 1");
    Monitor any =
        new Monitor(
            named.name(),
            named.networks(),
            named.paused(),
            List.of(),
            named.functions(),
            named.events(),
            named.transactions(),
            named.triggerConditions(),
            named.triggers(),
            named.chainConfigurationsJson(),
            true,
            Optional.of(ABI));
    new EvmEngine().check("m.json", any, problems);

    assertThat(problems.all())
        .extracting(EvmMonitorCheckTest::shown)
        .containsExactly(
            "WARNING m.json: match_conditions.functions[0].expression monitor.expression.name");
  }

  private static List<String> check(
      String address, String abi, String signature, String expression, String onTransaction) {
    return problems(address, abi, signature, expression, onTransaction).stream()
        .map(EvmMonitorCheckTest::shown)
        .toList();
  }

  private static List<Problem> problems(
      String address, String abi, String signature, String expression, String onTransaction) {
    Problems problems = new Problems();
    List<MonitoredAddress> addresses = List.of(new MonitoredAddress(address, Optional.of(abi)));
    new EvmEngine()
        .check("m.json", monitor(addresses, signature, expression, onTransaction), problems);
    return problems.all();
  }

  private static Monitor monitor(
      List<MonitoredAddress> addresses, String signature, String expression, String onTransaction) {
    return new Monitor(
        "m",
        List.of("net"),
        false,
        addresses,
        List.of(new SignatureCondition(signature, Optional.of(expression))),
        List.of(),
        List.of(new TransactionCondition(Status.ANY, Optional.of(onTransaction))),
        List.of(),
        List.of(),
        "[]",
        false,
        Optional.empty());
  }

  private static String shown(Problem problem) {
    return problem.severity() + " " + problem.place() + " " + problem.rule();
  }
}
