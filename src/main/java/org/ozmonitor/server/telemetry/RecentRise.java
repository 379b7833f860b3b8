package org.ozmonitor.server.telemetry;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/// How much a counter has risen within the last while, from a bounded number of looks at it.
/// Thread-safe.
public final class RecentRise {
  /// Looks that are kept: the window is exact to a part of so many.
  private static final int LOOKS = 60;

  private record Look(long atNanos, double value) {}

  private final DoubleSupplier counter;
  private final LongSupplier nanoTime;
  private final long windowNanos;
  private final Deque<Look> looks = new ArrayDeque<>();

  /// @param counter never falls
  /// @param nanoTime monotonic
  public RecentRise(DoubleSupplier counter, Duration window, LongSupplier nanoTime) {
    this.counter = counter;
    this.nanoTime = nanoTime;
    this.windowNanos = window.toNanos();
    looks.add(new Look(nanoTime.getAsLong(), counter.getAsDouble()));
  }

  /// Looks at the counter. To be called some times within the window; each question looks, too.
  public synchronized void look() {
    long now = nanoTime.getAsLong();
    if (now - looks.getLast().atNanos() >= windowNanos / LOOKS) {
      looks.addLast(new Look(now, counter.getAsDouble()));
    }
    // The first one kept is the last that is a whole window old.
    while (looks.size() > 2 && now - second().atNanos() >= windowNanos) {
      looks.removeFirst();
    }
  }

  /// The rise within the window; since the beginning while that is shorter ago.
  public synchronized double rise() {
    look();
    return Math.max(0, counter.getAsDouble() - looks.getFirst().value());
  }

  /// The rise for each second of the window, or since the beginning while that is shorter ago.
  public synchronized double perSecond() {
    double risen = rise();
    double seconds = (nanoTime.getAsLong() - looks.getFirst().atNanos()) / 1e9;
    return seconds <= 0 ? 0 : risen / seconds;
  }

  private Look second() {
    var iterator = looks.iterator();
    var _ = iterator.next();
    return iterator.next();
  }
}
