package org.ozmonitor.core.watch;

import java.util.ArrayList;
import java.util.List;
import org.ozmonitor.core.chain.BlockHeader;

/// Walks back from the tip to the block that the log and one endpoint's branch have in common.
///
/// The walk begins at the height of the tip, so a branch that is lower than the tip never replaces
/// anything: endpoints that are behind cannot make the log flap.
public final class ReorgPlanner {
  private ReorgPlanner() {}

  /// @param standing the log's blocks from the tip down, not empty
  /// @param branch the endpoint's blocks from the height of the tip down, as far as walked
  /// @param maxDepth upper bound on the blocks that may be orphaned
  public static ReorgPlan plan(StandingBlocks standing, List<BlockHeader> branch, int maxDepth) {
    List<BlockHeader> log = standing.headers();
    for (int depth = 0; depth < branch.size(); depth++) {
      if (depth > 0 && !branch.get(depth - 1).parentHash().equals(branch.get(depth).ref().hash())) {
        // The endpoint itself reorganised during the walk: begin anew at the tip.
        return new ReorgPlan.Descend(log.getFirst().ref().height());
      }
      if (branch.get(depth).ref().equals(log.get(depth).ref())) {
        return depth == 0 ? new ReorgPlan.Unchanged() : replace(log, branch, depth, false);
      }
      boolean last = depth + 1 == log.size();
      if (last && standing.reachesStart()) {
        return replace(log, branch, depth + 1, true);
      }
      if (last || depth + 1 > maxDepth) {
        return new ReorgPlan.TooDeep(depth + 1);
      }
    }
    return new ReorgPlan.Descend(log.getFirst().ref().height() - branch.size());
  }

  private static ReorgPlan replace(
      List<BlockHeader> log, List<BlockHeader> branch, int depth, boolean toStart) {
    List<LogStep> steps = new ArrayList<>(2 * depth);
    for (int i = 0; i < depth; i++) {
      steps.add(new LogStep.Orphan(log.get(i), toStart && i + 1 == depth));
    }
    for (int i = depth - 1; i >= 0; i--) {
      steps.add(new LogStep.Block(branch.get(i)));
    }
    return new ReorgPlan.Replace(depth, steps);
  }
}
