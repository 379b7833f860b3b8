package org.ozmonitor.core.evm;

import static org.assertj.core.api.Assertions.assertThat;

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

  private static List<String> check(
      String address, String abi, String signature, String expression, String onTransaction) {
    Problems problems = new Problems();
    new EvmEngine()
        .check(
            "m.json",
            new Monitor(
                "m",
                List.of("net"),
                false,
                List.of(new MonitoredAddress(address, Optional.of(abi))),
                List.of(new SignatureCondition(signature, Optional.of(expression))),
                List.of(),
                List.of(new TransactionCondition(Status.ANY, Optional.of(onTransaction))),
                List.of(),
                List.of(),
                "[]",
                false,
                Optional.empty()),
            problems);
    return problems.all().stream().map(EvmMonitorCheckTest::shown).toList();
  }

  private static String shown(Problem problem) {
    return problem.severity() + " " + problem.place() + " " + problem.rule();
  }
}
