package org.ozmonitor.core.watch;

import java.util.OptionalLong;

/// Decides which blocks to fetch next: always the ones right after the tip. Nothing is skipped
/// unless the policy allows it.
public final class BlockRangePlanner {
  private BlockRangePlanner() {}

  /// @param head height of the newest block that the chain shows
  public static FetchPlan plan(Tip tip, long head, WatchPolicy policy) {
    long confirmed = policy.confirmedHead(head);
    OptionalLong next = tip.nextHeight();
    if (next.isEmpty()) {
      return policy
          .beginning()
          .map(it -> new FetchPlan.Start(it.height(), it.reason()))
          .orElseGet(() -> new FetchPlan.Start(confirmed, "first seen"));
    }
    long first = next.getAsLong();
    boolean deepEnough = head - policy.confirmations() >= first;
    if (!deepEnough) {
      return new FetchPlan.Idle();
    }
    // As upstream counts: the block that is exactly so far behind is still fetched.
    long oldest = confirmed - policy.maxPastBlocks().orElse(Long.MAX_VALUE);
    return tip.hash().isPresent() && first < oldest
        ? new FetchPlan.Skip(first, oldest - 1)
        : new FetchPlan.Fetch(first, Math.min(confirmed, first + policy.maxBlocksPerFetch() - 1));
  }
}
