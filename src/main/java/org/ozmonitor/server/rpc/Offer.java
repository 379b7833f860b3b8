package org.ozmonitor.server.rpc;

import java.time.Duration;
import java.util.OptionalLong;

/// Whether an endpoint offers something that not every node has: found out by asking, and after a
/// refusal asked again after a while. Thread-safe. Times are on the monotonic clock.
final class Offer {
  private final Duration askAgain;
  private OptionalLong refusedAt = OptionalLong.empty();
  private boolean seen;

  Offer(Duration askAgain) {
    this.askAgain = askAgain;
  }

  synchronized boolean mayBeAsked(long now) {
    return refusedAt.isEmpty() || now - refusedAt.getAsLong() >= askAgain.toNanos();
  }

  /// It failed as if it were not offered.
  ///
  /// @return whether that is doubtful, since it worked the time before
  synchronized boolean doubt() {
    boolean worked = seen;
    seen = false;
    return worked;
  }

  synchronized void works() {
    refusedAt = OptionalLong.empty();
    seen = true;
  }

  /// @return whether that is news
  synchronized boolean refused(long now) {
    boolean news = refusedAt.isEmpty();
    refusedAt = OptionalLong.of(now);
    seen = false;
    return news;
  }
}
