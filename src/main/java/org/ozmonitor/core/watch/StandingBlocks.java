package org.ozmonitor.core.watch;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.ozmonitor.core.chain.BlockHeader;

/// The blocks of a log that stand, from the tip down. Immutable.
///
/// @param headers the highest first; each is the parent of the one before it
/// @param reachesStart whether the last one is the first block after a start entry
public record StandingBlocks(List<BlockHeader> headers, boolean reachesStart) {
  public StandingBlocks {
    headers = List.copyOf(headers);
  }

  /// Reads a log backwards. An orphaned block may stand again later, so each orphan entry takes
  /// away
  /// the nearest block entry before it and no other.
  ///
  /// @param newestFirst the steps of the log from its end down
  /// @param limit upper bound on the blocks returned
  public static StandingBlocks of(List<LogStep> newestFirst, int limit) {
    List<BlockHeader> standing = new ArrayList<>();
    Set<String> orphaned = new HashSet<>();
    for (LogStep step : newestFirst) {
      switch (step) {
        case LogStep.Start _ -> {
          return new StandingBlocks(standing, true);
        }
        case LogStep.Orphan(var header, boolean _) -> orphaned.add(header.ref().hash());
        case LogStep.Recovered _, LogStep.Final _ -> {} // neither moves the tip
        case LogStep.Block(var header) -> {
          if (!orphaned.remove(header.ref().hash())) {
            standing.add(header);
          }
        }
      }
      if (standing.size() > limit) {
        return new StandingBlocks(standing.subList(0, limit), false);
      }
    }
    return new StandingBlocks(standing, false);
  }
}
