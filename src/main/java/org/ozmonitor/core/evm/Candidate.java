package org.ozmonitor.core.evm;

import java.util.List;
import java.util.Optional;

/// A monitor and those of its conditions that ask for one signature, in their order. Immutable.
///
/// @param repeated whether it may be found more than once for one log, call or transaction
record Candidate(CompiledMonitor monitor, List<Condition> conditions, boolean repeated) {
  Candidate {
    conditions = List.copyOf(conditions);
  }

  /// The first condition that holds for these arguments: no further one is looked at.
  Optional<Condition> firstThatHolds(Arguments arguments) {
    for (int i = 0; i < conditions.size(); i++) {
      if (conditions.get(i).holds(arguments)) {
        return Optional.of(conditions.get(i));
      }
    }
    return Optional.empty();
  }
}
