package org.ozmonitor.core.watch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ozmonitor.core.chain.BlockHeader;

/// Decides which fetched blocks are appended: those that chain to the tip, one after another.
public final class AppendPlanner {
  private AppendPlanner() {}

  /// @param headers the fetched blocks, ascending without gaps, the first right after the tip
  public static AppendPlan plan(Tip tip, List<BlockHeader> headers) {
    long height = tip.nextHeight().orElseThrow();
    Optional<String> parent = tip.hash();
    List<LogStep> steps = new ArrayList<>(headers.size());
    for (BlockHeader header : headers) {
      if (header.ref().height() != height) {
        throw new IllegalArgumentException(
            "expected block " + height + ", got " + header.ref().height());
      }
      if (parent.isPresent() && !parent.get().equals(header.parentHash())) {
        break;
      }
      steps.add(new LogStep.Block(header));
      parent = Optional.of(header.ref().hash());
      height++;
    }
    return steps.isEmpty() ? new AppendPlan.Reorg() : new AppendPlan.Append(steps);
  }
}
