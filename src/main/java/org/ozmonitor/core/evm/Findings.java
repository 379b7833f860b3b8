package org.ozmonitor.core.evm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ozmonitor.core.expression.Parameter;

/// What one monitor found in one transaction. Confined to the evaluation of one transaction.
final class Findings {
  /// A condition that was fulfilled, and by what.
  ///
  /// @param signature canonical
  /// @param hexSignature topic or selector
  record Finding(
      String signature,
      Optional<String> expression,
      String hexSignature,
      List<Parameter> arguments) {}

  private final CompiledMonitor monitor;
  private final List<Finding> functions = new ArrayList<>(1);
  private final List<Finding> events = new ArrayList<>(1);

  Findings(CompiledMonitor monitor) {
    this.monitor = monitor;
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
