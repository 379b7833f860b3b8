package org.ozmonitor.core.watch;

import java.util.List;

/// What to do with fetched blocks. Immutable.
public sealed interface AppendPlan {
  /// Append these steps, in order; never empty. Blocks that do not chain to them are left out and
  /// fetched again.
  record Append(List<LogStep> steps) implements AppendPlan {
    public Append {
      steps = List.copyOf(steps);
    }
  }

  /// The first fetched block does not have the tip as its parent: the chain has reorganised under
  /// the log, or the endpoint is on another fork.
  record Reorg() implements AppendPlan {}
}
