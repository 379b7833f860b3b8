package org.ozmonitor.core.watch;

import org.ozmonitor.core.chain.BlockHeader;

/// One step of a block log, without its sequence number. Immutable.
public sealed interface LogStep {
  /// The log starts at `height`, for `reason`; the parent of that block is not checked.
  record Start(long height, String reason) implements LogStep {}

  /// A block stands.
  record Block(BlockHeader header) implements LogStep {}

  /// A block that stood does so no more. Blocks are orphaned from the tip down.
  ///
  /// @param first whether it was the first block after a {@link Start}: below it nothing is known
  record Orphan(BlockHeader header, boolean first) implements LogStep {}
}
