package org.ozmonitor.core.watch;

import java.util.Optional;
import org.ozmonitor.core.chain.BlockRef;

/// The end of a network's block log. Immutable.
///
/// @param seq sequence number of the last entry, 0 when the log is empty
/// @param block the block that the next one must name as its parent; empty when the log is empty,
/// or
///     after a `START` that no block has followed yet
public record Tip(long seq, Optional<BlockRef> block) {
  /// The end of a log without entries.
  public static final Tip EMPTY = new Tip(0, Optional.empty());
}
