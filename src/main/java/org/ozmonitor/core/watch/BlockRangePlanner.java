package org.ozmonitor.core.watch;

import java.util.OptionalLong;

/// Decides which blocks to fetch next: always the ones right after the tip, so nothing is skipped.
public final class BlockRangePlanner {
  private BlockRangePlanner() {}

  /// @param head height of the newest block that the chain shows
  public static FetchPlan plan(Tip tip, long head, WatchPolicy policy) {
    long confirmed = policy.confirmedHead(head);
    OptionalLong next = tip.nextHeight();
    if (next.isEmpty()) {
      return policy.startBlock().isPresent()
          ? new FetchPlan.Start(policy.startBlock().getAsLong(), "start_block")
          : new FetchPlan.Start(confirmed, "first seen");
    }
    long first = next.getAsLong();
    boolean deepEnough = head - policy.confirmations() >= first;
    return deepEnough
        ? new FetchPlan.Fetch(first, Math.min(confirmed, first + policy.maxBlocksPerFetch() - 1))
        : new FetchPlan.Idle();
  }
}
