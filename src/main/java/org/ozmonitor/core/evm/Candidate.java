package org.ozmonitor.core.evm;

import java.util.List;

/// A monitor and those of its conditions that ask for one signature, in their order. Immutable.
///
/// @param repeated whether it may be found more than once for one log, call or transaction
record Candidate(CompiledMonitor monitor, List<Condition> conditions, boolean repeated) {
  Candidate {
    conditions = List.copyOf(conditions);
  }
}
