package org.ozmonitor.core.watch;

import org.ozmonitor.core.chain.BlockHeader;
import org.ozmonitor.core.chain.BlockRef;
import org.ozmonitor.core.chain.Finality;

/// One step of a block log, without its sequence number. Immutable.
public sealed interface LogStep {
  /// The log starts at `height`, for `reason`; the parent of that block is not checked.
  record Start(long height, String reason) implements LogStep {}

  /// A block stands.
  record Block(BlockHeader header) implements LogStep {}

  /// A block stands that was missed before: it is evaluated now, and the tip stays where it is.
  record Recovered(BlockHeader header) implements LogStep {}

  /// A block that stood does so no more. Blocks are orphaned from the tip down.
  ///
  /// @param first whether it was the first block after a {@link Start}: below it nothing is known
  record Orphan(BlockHeader header, boolean first) implements LogStep {}

  /// The chain calls a standing block, and all before it, safe or finalized.
  record Final(Finality level, BlockRef block) implements LogStep {}
}
