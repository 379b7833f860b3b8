package org.ozmonitor.core.watch;

import java.util.List;

/// What to do about a reorganisation. Immutable.
public sealed interface ReorgPlan {
  /// Fetch the block of `height` from the same endpoint and plan again.
  record Descend(long height) implements ReorgPlan {}

  /// Orphan `depth` blocks from the tip down, then append the branch: `steps`, in order.
  record Replace(int depth, List<LogStep> steps) implements ReorgPlan {
    public Replace {
      steps = List.copyOf(steps);
    }
  }

  /// The endpoint's branch holds the tip: nothing to do.
  record Unchanged() implements ReorgPlan {}

  /// No common ancestor within the bound: an operator must look.
  record TooDeep(int depth) implements ReorgPlan {}
}
