package org.ozmonitor.core.watch;

import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.ozmonitor.core.chain.BlockRef;

/// The end of a network's block log: how many entries it has and on which block it stands.
///
/// Three forms: no height at all (the log is empty); a height without a hash (the log starts anew
/// there: the block of this height comes next and its parent is not checked); a height with a hash
/// (the last standing block). Immutable.
///
/// @param seq the sequence number of the last entry, 0 when there is none
public record Tip(long seq, OptionalLong height, Optional<String> hash) {
  /// The tip of a log without entries.
  public static final Tip EMPTY = new Tip(0, OptionalLong.empty(), Optional.empty());

  public Tip {
    if (seq < 0) {
      throw new IllegalArgumentException("seq must be at least 0, was " + seq);
    }
    if (hash.isPresent() && height.isEmpty()) {
      throw new IllegalArgumentException("a hash needs a height");
    }
  }

  /// A tip from its three columns as they are stored.
  public static Tip of(long seq, @Nullable Long height, @Nullable String hash) {
    return new Tip(
        seq,
        height == null ? OptionalLong.empty() : OptionalLong.of(height),
        Optional.ofNullable(hash));
  }

  /// The last standing block, if the log stands on one.
  public Optional<BlockRef> block() {
    return hash.map(value -> new BlockRef(height.orElseThrow(), value));
  }

  /// The height of the block that comes next; empty when the log has not been started.
  public OptionalLong nextHeight() {
    if (height.isEmpty()) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(hash.isPresent() ? height.getAsLong() + 1 : height.getAsLong());
  }

  /// The tip after one more entry.
  public Tip after(LogStep step) {
    return switch (step) {
      case LogStep.Start(long first, String _) ->
          new Tip(seq + 1, OptionalLong.of(first), Optional.empty());
      case LogStep.Block(var header) ->
          new Tip(
              seq + 1, OptionalLong.of(header.ref().height()), Optional.of(header.ref().hash()));
      case LogStep.Recovered _, LogStep.Final _ -> new Tip(seq + 1, height, hash);
      case LogStep.Orphan(var header, boolean first) ->
          first
              ? new Tip(seq + 1, OptionalLong.of(header.ref().height()), Optional.empty())
              : new Tip(
                  seq + 1,
                  OptionalLong.of(header.ref().height() - 1),
                  Optional.of(header.parentHash()));
    };
  }
}
