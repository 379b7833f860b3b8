package org.ozmonitor.server.notification;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/// Shares the slots of a node among endpoints: each has a bounded number of requests in flight, and
/// endpoints take turns. Confined to one context.
///
/// What waits too long is given back to the database, so a slow endpoint cannot fill the memory
/// with its backlog while the deliveries of others stay due.
final class EndpointQueues<J> {
  /// How long an endpoint counts as slow after a job had to be given back.
  private static final Duration SLOW_FOR = Duration.ofSeconds(5);

  private final int perEndpoint;
  private final Duration longestWait;
  private final LongSupplier nanoTime;
  private final Map<String, Line> lines = new HashMap<>();
  private final Deque<Line> turns = new ArrayDeque<>();

  /// @param perEndpoint requests in flight at one endpoint, at least 1
  /// @param longestWait after which a job no longer waits here
  EndpointQueues(int perEndpoint, Duration longestWait, LongSupplier nanoTime) {
    this.perEndpoint = perEndpoint;
    this.longestWait = longestWait;
    this.nanoTime = nanoTime;
  }

  /// A job and the endpoint whose {@link #done} it owes.
  record Turn<J>(String endpoint, J job) {}

  private record Waiting<J>(J job, long sinceNanos) {}

  private final class Line {
    private final String endpoint;
    private final Deque<Waiting<J>> waiting = new ArrayDeque<>();
    private int active;
    private boolean inTurns;
    private boolean slow;
    private long slowSinceNanos;

    Line(String endpoint) {
      this.endpoint = endpoint;
    }
  }

  /// Takes a job in. False when its endpoint is busy and was slow a moment ago: then the job would
  /// only wait here for nothing.
  boolean offer(String endpoint, J job) {
    long now = nanoTime.getAsLong();
    Line line = lines.computeIfAbsent(endpoint, Line::new);
    boolean isBusy = line.active + line.waiting.size() >= perEndpoint;
    if (isBusy && line.slow && now - line.slowSinceNanos < SLOW_FOR.toNanos()) {
      return false;
    }
    line.waiting.addLast(new Waiting<>(job, now));
    queueUp(line);
    return true;
  }

  /// The next job that may be sent, one endpoint after the other; empty when none may.
  Optional<Turn<J>> next() {
    Line line = turns.pollFirst();
    if (line == null) {
      return Optional.empty();
    }
    line.inTurns = false;
    Waiting<J> first = line.waiting.removeFirst();
    line.active++;
    queueUp(line);
    return Optional.of(new Turn<>(line.endpoint, first.job()));
  }

  /// A job of this endpoint is no longer in flight.
  void done(String endpoint) {
    Line line = lines.get(endpoint);
    if (line == null) {
      throw new IllegalStateException("nothing in flight at " + endpoint);
    }
    line.active--;
    queueUp(line);
    if (line.active == 0 && line.waiting.isEmpty()) {
      lines.remove(endpoint);
    }
  }

  /// Removes and returns the jobs that have waited too long.
  List<J> removeStale() {
    long now = nanoTime.getAsLong();
    List<J> stale = new ArrayList<>();
    for (Line line : List.copyOf(lines.values())) {
      Waiting<J> first = line.waiting.peekFirst();
      while (first != null && now - first.sinceNanos() > longestWait.toNanos()) {
        stale.add(line.waiting.removeFirst().job());
        line.slow = true;
        line.slowSinceNanos = now;
        first = line.waiting.peekFirst();
      }
      settle(line);
    }
    return stale;
  }

  /// Removes and returns all that waits.
  List<J> removeAll() {
    List<J> all = new ArrayList<>();
    for (Line line : List.copyOf(lines.values())) {
      line.waiting.forEach(waiting -> all.add(waiting.job()));
      line.waiting.clear();
      settle(line);
    }
    return all;
  }

  private void settle(Line line) {
    if (!line.waiting.isEmpty()) {
      return;
    }
    if (line.inTurns) {
      turns.remove(line);
      line.inTurns = false;
    }
    if (line.active == 0) {
      lines.remove(line.endpoint);
    }
  }

  private void queueUp(Line line) {
    if (!line.inTurns && !line.waiting.isEmpty() && line.active < perEndpoint) {
      line.inTurns = true;
      turns.addLast(line);
    }
  }
}
