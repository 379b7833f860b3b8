package org.ozmonitor.core.evm;

import java.util.List;
import java.util.Optional;
import org.ozmonitor.core.evm.abi.AbiEvent;
import org.ozmonitor.core.evm.abi.AbiFunction;
import org.ozmonitor.core.evm.block.EvmLog;
import org.ozmonitor.core.evm.value.Bytes;

/// The monitors that look at one kind of log or call of one address, together with how it is
/// decoded: once, for all of them. Immutable.
final class Candidates {
  private Candidates() {}

  /// A monitor and those of its conditions that ask for this signature, in their order.
  record Candidate(CompiledMonitor monitor, List<ExpressionRule> rules) {
    /// The first condition that holds.
    Optional<ExpressionRule> firstThatHolds(Arguments arguments) {
      return rules.stream().filter(rule -> rule.holds(arguments)).findFirst();
    }
  }

  /// @param alternatives events of one ABI with one topic, which differ in what is indexed
  record ForEvent(List<AbiEvent> alternatives, List<Candidate> monitors) {
    ForEvent {
      alternatives = List.copyOf(alternatives);
      monitors = List.copyOf(monitors);
    }

    String signature() {
      return alternatives.getFirst().signature();
    }

    /// The arguments by the first alternative that the log can be.
    Optional<Arguments> decode(EvmLog log) {
      return alternatives.stream()
          .flatMap(
              event ->
                  event.decode(log.topics(), log.data()).stream()
                      .map(values -> Arguments.of(event.inputs(), values)))
          .findFirst();
    }
  }

  record ForCall(AbiFunction function, List<Candidate> monitors) {
    ForCall {
      monitors = List.copyOf(monitors);
    }

    Optional<Arguments> decode(Bytes calldata) {
      return function.decode(calldata).map(values -> Arguments.of(function.inputs(), values));
    }
  }
}
