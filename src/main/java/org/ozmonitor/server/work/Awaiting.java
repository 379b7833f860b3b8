package org.ozmonitor.server.work;

import java.util.Collection;
import org.ozmonitor.core.alert.Awaited;
import org.ozmonitor.core.chain.Finality;
import org.ozmonitor.server.block.LogEntry;

/// What matches of a lane wait for, so that entries which confirm nothing and tell of nothing cost
/// nothing. May be too low, never too high. Immutable.
///
/// @param blocks height that the log must reach
/// @param safe height that must be called safe
/// @param finalized height that must be called finalized
/// @param digests block time that ends the earliest minute of which a digest is to tell
record Awaiting(long blocks, long safe, long finalized, long digests) {
  /// Not read yet: the next entry of each kind looks.
  static final Awaiting UNKNOWN = new Awaiting(0, 0, 0, 0);

  static final Awaiting NOTHING =
      new Awaiting(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);

  /// Whether an entry may confirm something, or end a minute of which a digest is to tell.
  boolean isReachedBy(LogEntry entry) {
    return switch (entry.kind()) {
      case BLOCK -> blocks <= entry.height() || digests <= entry.blockTime();
      case FINAL ->
          safe <= entry.height()
              || (finalized <= entry.height() && entry.reason().equals(Finality.FINALIZED.word()));
      case START, ORPHAN -> false;
    };
  }

  /// A digest is to tell of this minute, too.
  ///
  /// @param end block time that ends the minute
  Awaiting andDigest(long end) {
    return new Awaiting(blocks, safe, finalized, Math.min(digests, end));
  }

  /// These matches wait as well.
  Awaiting and(Collection<MatchRow> rows) {
    Awaiting all = this;
    for (MatchRow row : rows) {
      all = all.and(row.awaited());
    }
    return all;
  }

  private Awaiting and(Awaited awaited) {
    return switch (awaited) {
      case Awaited.Nothing _ -> this;
      case Awaited.Height(long height) ->
          new Awaiting(Math.min(blocks, height), safe, finalized, digests);
      case Awaited.Level(Finality level, long height) ->
          switch (level) {
            case SAFE -> new Awaiting(blocks, Math.min(safe, height), finalized, digests);
            case FINALIZED -> new Awaiting(blocks, safe, Math.min(finalized, height), digests);
          };
    };
  }
}
