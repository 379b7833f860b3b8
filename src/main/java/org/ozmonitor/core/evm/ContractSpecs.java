package org.ozmonitor.core.evm;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ozmonitor.core.evm.abi.Abi;
import org.ozmonitor.core.evm.abi.AbiParser;
import org.ozmonitor.core.problem.Problem;
import org.ozmonitor.core.problem.Problems;

/// Contract specifications of monitors, parsed; equal texts share one ABI. Confined to one
/// compilation or check.
final class ContractSpecs {
  private final Map<String, Parsed> byText = new HashMap<>();
  private long length;

  /// The ABI in a specification. Without one there are new problems: an error when the ABI is
  /// broken, a warning when the specification is one of another chain.
  Optional<Abi> find(String json, String place, Problems problems) {
    Parsed parsed = byText.computeIfAbsent(json, this::parse);
    problems.addAll(
        parsed.problems().stream()
            .map(p -> new Problem(p.severity(), place + p.place(), p.rule(), p.message()))
            .toList());
    return parsed.abi();
  }

  /// Characters of all specifications that were parsed.
  long length() {
    return length;
  }

  private Parsed parse(String json) {
    length += json.length();
    Problems problems = new Problems();
    if (AbiParser.isMeantAsAbi(json)) {
      return new Parsed(AbiParser.parse(json, "", problems), problems.all());
    }
    problems.warning(
        "",
        "monitor.contract_spec.chain",
        "is no EVM ABI (a JSON array of functions and events) and is not used on EVM networks");
    return new Parsed(Optional.empty(), problems.all());
  }

  /// @param problems with places relative to the specification
  private record Parsed(Optional<Abi> abi, List<Problem> problems) {}
}
