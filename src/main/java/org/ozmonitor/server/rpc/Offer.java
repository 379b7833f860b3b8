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

  /// Whether it worked when it was last tried.
  synchronized boolean isSeen() {
    return seen;
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
