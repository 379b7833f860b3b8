package org.ozmonitor.server.notification;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.ozmonitor.core.notification.DeliveryResult;
import org.ozmonitor.core.notification.EndpointBreaker;

/// Shares the slots of a node among endpoints: each has a bounded number of requests in flight, a
/// circuit breaker, and endpoints take turns. Confined to one context.
///
/// What waits too long, or for an endpoint that is shut, is given back to the database, so a slow
/// endpoint cannot fill the memory with its backlog while the deliveries of others stay due.
final class EndpointQueues<J> {
  /// Endpoints that are remembered for their troubles.
  private static final int MAX_LINES = 10_000;

  private final Rules rules;
  private final LongSupplier nanoTime;
  private final Listener listener;
  private final Map<EndpointKey, EndpointLine<J>> lines = new LinkedHashMap<>();
  private final Deque<EndpointLine<J>> turns = new ArrayDeque<>();

  /// Where the deliveries of a trigger went last. Its address may change, and what is known of the
  /// old one says nothing about the new one.
  private final Map<UUID, EndpointKey> endpoints = new HashMap<>();

  EndpointQueues(Rules rules, LongSupplier nanoTime, Listener listener) {
    this.rules = rules;
    this.nanoTime = nanoTime;
    this.listener = listener;
  }

  /// What endpoints are granted.
  ///
  /// @param perEndpoint requests in flight at one endpoint, at least 1
  /// @param longestWait after which a job no longer waits here
  /// @param slowFor how long an endpoint counts as slow after a job had to be given back
  /// @param stalledAfter without any answer to what is in flight, nothing is added
  record Rules(
      int perEndpoint,
      Duration longestWait,
      Duration slowFor,
      Duration stalledAfter,
      EndpointBreaker.Rules breaker) {
    static Rules of(int perEndpoint) {
      return new Rules(
          perEndpoint,
          Duration.ofSeconds(2),
          Duration.ofSeconds(5),
          Duration.ofSeconds(1),
          EndpointBreaker.Rules.DEFAULT);
    }
  }

  /// Hears of breakers.
  interface Listener {
    /// @param pause until one request is let through
    void opened(EndpointKey endpoint, Duration pause);

    void closed(EndpointKey endpoint);
  }

  /// What an endpoint is seen to do.
  sealed interface Answer {
    /// It is there, whatever it said.
    record Answered() implements Answer {}

    record Trouble() implements Answer {}

    record AskedToWait(Duration pause) implements Answer {}

    /// Nothing was sent.
    record Unsent() implements Answer {}

    /// What this outcome says about the endpoint.
    static Answer of(SendOutcome outcome) {
      return switch (outcome) {
        case SendOutcome.ClaimEnded() -> new Answer.Unsent();
        case SendOutcome.Attempted attempt ->
            switch (attempt.result()) {
              case DeliveryResult.Delivered _,
                  DeliveryResult.Refused _,
                  DeliveryResult.Rejected _,
                  DeliveryResult.EndpointGone _ ->
                  new Answer.Answered();
              case DeliveryResult.Retryable(_, Optional<Duration> retryAfter) ->
                  retryAfter.isPresent()
                      ? new Answer.AskedToWait(retryAfter.get())
                      : new Answer.Trouble();
            };
      };
    }
  }

  /// A job and the endpoint whose {@link #done} it owes.
  record Turn<J>(EndpointKey endpoint, J job) {}

  /// What becomes of an offer.
  sealed interface Offer {
    record Taken() implements Offer {}

    /// There is no room; to be given back for this long at least.
    record TurnedAway(Duration pause) implements Offer {}
  }

  /// What has to be given back since its endpoint was just shut.
  record TurnedAway<J>(List<J> jobs, Duration pause) {}

  /// How many endpoints are not closed, for meters.
  record Breakers(int open, int halfOpen) {}

  /// Takes a job in, unless it would only wait here for nothing.
  Offer offer(EndpointKey endpoint, UUID trigger, J job) {
    long now = nanoTime.getAsLong();
    EndpointLine<J> line = line(endpoint);
    endpoints.put(trigger, endpoint);
    if (line.room(now) == 0) {
      return new Offer.TurnedAway(line.breaker().shutFor(now));
    }
    line.add(job, now);
    queueUp(line, now);
    return new Offer.Taken();
  }

  /// The next job that may be sent, one endpoint after the other; empty when none may.
  Optional<Turn<J>> next() {
    long now = nanoTime.getAsLong();
    for (EndpointLine<J> line = turns.pollFirst(); line != null; line = turns.pollFirst()) {
      line.inTurns = false;
      if (line.mayBegin(now)) {
        J job = line.begin(now);
        queueUp(line, now);
        return Optional.of(new Turn<>(line.key(), job));
      }
    }
    return Optional.empty();
  }

  /// A job of this endpoint is no longer in flight. Returns what can no longer wait for it.
  TurnedAway<J> done(EndpointKey endpoint, Answer answer) {
    EndpointLine<J> line = lines.get(endpoint);
    if (line == null) {
      throw new IllegalStateException("nothing in flight at " + endpoint);
    }
    long now = nanoTime.getAsLong();
    int before = line.breaker().openings();
    line.ended(answer, now);
    int after = line.breaker().openings();
    if (after > before) {
      listener.opened(endpoint, line.breaker().shutFor(now));
    } else if (after < before) {
      listener.closed(endpoint);
    }
    List<J> away = line.breaker().isShut(now) ? line.removeAll() : List.of();
    queueUp(line, now);
    settle(line, now);
    return new TurnedAway<>(away, line.breaker().shutFor(now));
  }

  /// Removes and returns the jobs that have waited too long.
  List<J> removeStale() {
    long now = nanoTime.getAsLong();
    List<J> stale = new ArrayList<>();
    for (EndpointLine<J> line : List.copyOf(lines.values())) {
      stale.addAll(line.removeStale(now));
      settle(line, now);
    }
    return stale;
  }

  /// Removes and returns all that waits.
  List<J> removeAll() {
    long now = nanoTime.getAsLong();
    List<J> all = new ArrayList<>();
    for (EndpointLine<J> line : List.copyOf(lines.values())) {
      all.addAll(line.removeAll());
      settle(line, now);
    }
    return all;
  }

  /// How many more deliveries of a trigger are welcome, where that is less than of an endpoint of
  /// which nothing is known.
  Map<UUID, Integer> room() {
    long now = nanoTime.getAsLong();
    Map<UUID, Integer> room = new HashMap<>();
    forEachTrigger(
        (trigger, line) -> {
          int left = line.room(now);
          if (left < rules.perEndpoint()) {
            room.put(trigger, left);
          }
        });
    return room;
  }

  /// The triggers of endpoints that are shut, and for how long.
  Map<UUID, Duration> shut() {
    long now = nanoTime.getAsLong();
    Map<UUID, Duration> shut = new HashMap<>();
    forEachTrigger(
        (trigger, line) -> {
          Duration left = line.breaker().shutFor(now);
          if (!left.isZero()) {
            shut.put(trigger, left);
          }
        });
    return shut;
  }

  /// Of those whose endpoint is still known; the others are forgotten.
  private void forEachTrigger(BiConsumer<UUID, EndpointLine<J>> what) {
    for (var all = endpoints.entrySet().iterator(); all.hasNext(); ) {
      Map.Entry<UUID, EndpointKey> next = all.next();
      EndpointLine<J> line = lines.get(next.getValue());
      if (line == null) {
        all.remove();
      } else {
        what.accept(next.getKey(), line);
      }
    }
  }

  int perEndpoint() {
    return rules.perEndpoint();
  }

  Breakers breakers() {
    long now = nanoTime.getAsLong();
    int open = 0;
    int halfOpen = 0;
    for (EndpointLine<J> line : lines.values()) {
      switch (line.breaker().state(now)) {
        case OPEN -> open++;
        case HALF_OPEN -> halfOpen++;
        case CLOSED -> {}
      }
    }
    return new Breakers(open, halfOpen);
  }

  private EndpointLine<J> line(EndpointKey endpoint) {
    EndpointLine<J> known = lines.get(endpoint);
    if (known != null) {
      return known;
    }
    if (lines.size() >= MAX_LINES) {
      forgetOneThatIsIdle();
    }
    EndpointLine<J> line = new EndpointLine<>(endpoint, rules);
    lines.put(endpoint, line);
    return line;
  }

  private void forgetOneThatIsIdle() {
    for (Iterator<EndpointLine<J>> all = lines.values().iterator(); all.hasNext(); ) {
      if (all.next().isIdle()) {
        all.remove();
        return;
      }
    }
  }

  private void settle(EndpointLine<J> line, long now) {
    if (line.inTurns && !line.hasWaiting()) {
      turns.remove(line);
      line.inTurns = false;
    }
    if (line.isForgettable(now)) {
      lines.remove(line.key());
    }
  }

  private void queueUp(EndpointLine<J> line, long now) {
    if (!line.inTurns && line.mayBegin(now)) {
      line.inTurns = true;
      turns.addLast(line);
    }
  }
}
