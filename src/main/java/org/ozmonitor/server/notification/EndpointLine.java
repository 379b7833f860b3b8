package org.ozmonitor.server.notification;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.ozmonitor.core.notification.EndpointBreaker;

/// What waits for one endpoint, what is in flight there, and how the endpoint fares. Confined to
/// one context; all times are monotonic.
///
/// How much may be in flight grows with answers and shrinks with troubles, and nothing is added
/// while the endpoint owes answers and gives none: an endpoint that hangs costs few slots before
/// its
/// first timeout.
final class EndpointLine<J> {
  /// In flight at an endpoint of which nothing is known.
  static final int FIRST_ALLOWED = 8;

  private final EndpointKey key;
  private final EndpointQueues.Rules rules;
  private final Deque<Waiting<J>> waiting = new ArrayDeque<>();
  private EndpointBreaker breaker = EndpointBreaker.CLOSED;
  private int active;
  private int allowed;
  private long usedNanos;
  private long quietSinceNanos;
  private boolean slow;
  private long slowSinceNanos;
  boolean inTurns;

  private record Waiting<J>(J job, long sinceNanos) {}

  EndpointLine(EndpointKey key, EndpointQueues.Rules rules) {
    this.key = key;
    this.rules = rules;
    this.allowed = Math.min(FIRST_ALLOWED, rules.perEndpoint());
  }

  EndpointKey key() {
    return key;
  }

  EndpointBreaker breaker() {
    return breaker;
  }

  /// How many more jobs it makes sense to have here; none while it is shut.
  int room(long now) {
    if (breaker.isShut(now)) {
      return 0;
    }
    boolean inDoubt = breaker.state(now) == EndpointBreaker.State.HALF_OPEN || isSlow(now);
    int most = inDoubt || isStalled(now) ? allowed : 2 * rules.perEndpoint();
    return Math.max(0, most - active - waiting.size());
  }

  void add(J job, long now) {
    usedNanos = now;
    waiting.addLast(new Waiting<>(job, now));
  }

  boolean mayBegin(long now) {
    return !waiting.isEmpty() && active < allowed && !breaker.isShut(now) && !isStalled(now);
  }

  J begin(long now) {
    if (active == 0) {
      quietSinceNanos = now;
    }
    active++;
    return waiting.removeFirst().job();
  }

  /// A job is no longer in flight.
  void ended(EndpointQueues.Answer answer, long now) {
    active--;
    usedNanos = now;
    switch (answer) {
      case EndpointQueues.Answer.Answered() -> {
        quietSinceNanos = now;
        allowed = Math.min(rules.perEndpoint(), 2 * allowed);
        breaker = breaker.answered(now);
      }
      case EndpointQueues.Answer.Trouble() -> {
        allowed = Math.max(1, allowed / 2);
        breaker = breaker.troubled(now, rules.breaker());
      }
      case EndpointQueues.Answer.AskedToWait(Duration pause) -> {
        quietSinceNanos = now;
        allowed = 1;
        breaker = breaker.askedToWait(now, pause, rules.breaker());
      }
      case EndpointQueues.Answer.Unsent() -> {}
    }
    if (breaker.openings() > 0) {
      allowed = 1;
    }
  }

  /// Removes and returns what has waited too long; then the endpoint counts as slow for a while.
  List<J> removeStale(long now) {
    List<J> stale = new ArrayList<>();
    for (Waiting<J> first = waiting.peekFirst();
        first != null && now - first.sinceNanos() > rules.longestWait().toNanos();
        first = waiting.peekFirst()) {
      stale.add(waiting.removeFirst().job());
      slow = true;
      slowSinceNanos = now;
    }
    return stale;
  }

  List<J> removeAll() {
    List<J> all = waiting.stream().map(Waiting::job).toList();
    waiting.clear();
    return all;
  }

  boolean isIdle() {
    return active == 0 && waiting.isEmpty();
  }

  boolean hasWaiting() {
    return !waiting.isEmpty();
  }

  /// Whether nothing would be lost by forgetting it: it fares well, or nobody has sent anything
  /// there since long after it might be tried again.
  boolean isForgettable(long now) {
    return isIdle() && (breaker.equals(EndpointBreaker.CLOSED) || isDeserted(now));
  }

  private boolean isDeserted(long now) {
    long longest = rules.breaker().longestPause().toNanos();
    return now - usedNanos > longest
        && (!breaker.shut() || now - breaker.shutUntilNanos() > longest);
  }

  private boolean isSlow(long now) {
    return slow && now - slowSinceNanos < rules.slowFor().toNanos();
  }

  /// It owes answers and has given none for a while.
  private boolean isStalled(long now) {
    return active > 0 && now - quietSinceNanos > rules.stalledAfter().toNanos();
  }
}
