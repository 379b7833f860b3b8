package org.ozmonitor.core.evm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ozmonitor.core.evm.block.EvmLog;

/// What one monitor found in one transaction. Confined to the evaluation of one transaction until
/// it
/// is complete.
final class Findings {
  /// A condition that was fulfilled, and by what.
  ///
  /// @param log empty for a call
  record Finding(
      Decoding decoding, Condition condition, Arguments arguments, Optional<EvmLog> log) {
    /// Canonical.
    String signature() {
      return decoding.signature();
    }

    Optional<String> expression() {
      return condition.text();
    }

    /// Topic or selector. Of a call without an expression OpenZeppelin Monitor leaves the `0x` out;
    /// receivers have come to rely on it.
    String hexSignature() {
      boolean bare = log.isEmpty() && condition.text().isEmpty();
      return (bare ? "" : "0x") + decoding.digits();
    }
  }

  private final CompiledMonitor monitor;
  private final List<Finding> functions = new ArrayList<>(1);
  private final List<Finding> events = new ArrayList<>(1);

  Findings(CompiledMonitor monitor) {
    this.monitor = monitor;
  }

  void add(Finding finding) {
    (finding.log().isPresent() ? events : functions).add(finding);
  }

  CompiledMonitor monitor() {
    return monitor;
  }

  /// At most one, although there may be several conditions.
  List<Finding> functions() {
    return functions;
  }

  /// One for each log, in their order.
  List<Finding> events() {
    return events;
  }
}
