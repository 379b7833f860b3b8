package org.ozmonitor.server.block;

import java.util.Optional;
import org.ozmonitor.core.chain.BlockHeader;
import org.ozmonitor.core.chain.BlockRef;
import org.ozmonitor.core.watch.LogStep;

/// One entry of a network's block log. Immutable.
///
/// @param seq 1, 2, 3 … without holes per network
/// @param hash empty for {@link Kind#START} only
/// @param parentHash empty for {@link Kind#START} and {@link Kind#FINAL}
/// @param blockTime seconds since 1970-01-01 UTC as the chain states them; 0 where there is none
/// @param reason why the log starts here, why a block is out of order, or what it is called that is
///     final; else empty text
/// @param configVersion the configuration this entry is evaluated with
public record LogEntry(
    long seq,
    Kind kind,
    long height,
    Optional<String> hash,
    Optional<String> parentHash,
    long blockTime,
    String reason,
    long configVersion) {
  /// What an entry says.
  public enum Kind {
    /// The log starts at this height; the parent of the next block is not checked.
    START,
    /// The block stands.
    BLOCK,
    /// The block stands no more.
    ORPHAN,
    /// The chain calls the block final.
    FINAL
  }

  /// The block that the entry is about; empty for {@link Kind#START}.
  public Optional<BlockRef> block() {
    return hash.map(value -> new BlockRef(height, value));
  }

  /// The entry as a step of the log; empty for what moves nothing. An orphan read back does not say
  /// whether it was the first after a start.
  Optional<LogStep> step() {
    return switch (kind) {
      case START -> Optional.of(new LogStep.Start(height, reason));
      case BLOCK -> reason.isEmpty() ? Optional.of(new LogStep.Block(header())) : Optional.empty();
      case ORPHAN -> Optional.of(new LogStep.Orphan(header(), false));
      case FINAL -> Optional.empty();
    };
  }

  private BlockHeader header() {
    return new BlockHeader(block().orElseThrow(), parentHash.orElse(""), blockTime);
  }
}
