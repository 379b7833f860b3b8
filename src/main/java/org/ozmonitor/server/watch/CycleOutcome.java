package org.ozmonitor.server.watch;

/// How a cycle ended that did not fail. Immutable.
///
/// @param head the newest height that counts: the head, or what the chain calls safe or finalized
/// @param confirmed the confirmed head
/// @param behind how many confirmed blocks are still to be fetched
/// @param next what to do about it
record CycleOutcome(long head, long confirmed, long behind, Next next) {
  /// When the next cycle is wanted.
  enum Next {
    /// At once while blocks are behind, else when a new one is expected.
    GO_ON,
    /// When lanes have read some of what is stored for them.
    WAIT_FOR_LANES,
    /// After a while, although blocks are behind: no endpoint has what follows the tip.
    NO_HASTE
  }

  /// Whether there is nothing to do until a new block comes.
  boolean isAtRest() {
    return next == Next.GO_ON && behind == 0;
  }
}
