package org.ozmonitor.server.rpc;

import io.vertx.circuitbreaker.CircuitBreaker;
import io.vertx.circuitbreaker.CircuitBreakerOptions;
import io.vertx.circuitbreaker.CircuitBreakerState;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalLong;

/// What is known of one endpoint, and so how gladly it is asked. Thread-safe. All times are on the
/// monotonic clock.
final class EndpointState {
  private static final Duration FIRST_COOL_DOWN = Duration.ofMillis(500);
  private static final Duration LONGEST_COOL_DOWN = Duration.ofSeconds(30);
  private static final Duration BREAKER_WINDOW = Duration.ofSeconds(10);
  private static final int MAX_FAILURES = 20;

  /// Without any question to a better endpoint, it is preferred again after so many times
  /// `returnAfter`.
  private static final int RETURN_UNSEEN = 10;

  /// How gladly an endpoint is asked; the first first.
  enum Standing {
    READY,
    /// It failed a moment ago, or its breaker lets one question through.
    COOLING,
    /// Asked when the others fail.
    AVOIDED,
    /// Asked when those at the head fail.
    BEHIND,
    /// Not asked.
    SHUT
  }

  private final Endpoint endpoint;
  private final RpcSettings.Rules rules;
  private final EndpointMetrics metrics;
  private final CircuitBreaker breaker;
  private final Map<Exclusion, Long> until = new EnumMap<>(Exclusion.class);
  private int failures;
  private OptionalLong failedAt = OptionalLong.empty();
  private OptionalLong coolUntil = OptionalLong.empty();
  private OptionalLong verifiedAt = OptionalLong.empty();
  private boolean behind;

  /// What the breaker told last. It is never asked: it calls us under its own lock.
  private CircuitBreakerState breakerState = CircuitBreakerState.CLOSED;

  EndpointState(Vertx vertx, Endpoint endpoint, RpcSettings.Rules rules, EndpointMetrics metrics) {
    this.endpoint = endpoint;
    this.rules = rules;
    this.metrics = metrics;
    this.breaker =
        CircuitBreaker.create(
                "rpc " + endpoint,
                vertx,
                new CircuitBreakerOptions()
                    .setMaxFailures(rules.breakerFailures())
                    .setFailuresRollingWindow(BREAKER_WINDOW.toMillis())
                    .setResetTimeout(rules.breakerReset().toMillis())
                    .setTimeout(-1) // the request has one of its own
                    .setNotificationAddress(null))
            .openHandler(_ -> onBreaker(CircuitBreakerState.OPEN))
            .halfOpenHandler(_ -> onBreaker(CircuitBreakerState.HALF_OPEN))
            .closeHandler(_ -> onBreaker(CircuitBreakerState.CLOSED));
  }

  Endpoint endpoint() {
    return endpoint;
  }

  CircuitBreaker breaker() {
    return breaker;
  }

  EndpointMetrics metrics() {
    return metrics;
  }

  /// How gladly it is asked now; also brings the meters up to date.
  synchronized Standing standing(long now) {
    until
        .entrySet()
        .removeIf(
            exclusion -> {
              boolean over = exclusion.getValue() - now <= 0;
              if (over) {
                metrics.excluded(exclusion.getKey(), false);
              }
              return over;
            });
    if (until.containsKey(Exclusion.WRONG_CHAIN)
        || until.containsKey(Exclusion.RESTING)
        || breakerState == CircuitBreakerState.OPEN) {
      return Standing.SHUT;
    }
    if (behind) {
      return Standing.BEHIND;
    }
    if (until.containsKey(Exclusion.BOASTING) || until.containsKey(Exclusion.OTHER_FORK)) {
      return Standing.AVOIDED;
    }
    return breakerState == CircuitBreakerState.HALF_OPEN || isAhead(coolUntil, now)
        ? Standing.COOLING
        : Standing.READY;
  }

  /// Whether it may be preferred to a worse one that works: it was seen to work since its last
  /// failure, and that is a while ago.
  synchronized boolean isTrusted(long now) {
    if (failedAt.isEmpty()) {
      return true;
    }
    long since = now - failedAt.getAsLong();
    long returnAfter = rules.returnAfter().toNanos();
    return since >= (failures == 0 ? returnAfter : RETURN_UNSEEN * returnAfter);
  }

  /// How long until it may be asked; empty when nobody knows.
  synchronized OptionalLong shutFor(long now) {
    Long rest = until.get(Exclusion.RESTING);
    if (rest != null) {
      return OptionalLong.of(Math.max(0, rest - now));
    }
    return breakerState == CircuitBreakerState.OPEN && failedAt.isPresent()
        ? OptionalLong.of(Math.max(0, failedAt.getAsLong() + rules.breakerReset().toNanos() - now))
        : OptionalLong.empty();
  }

  synchronized void succeeded() {
    failures = 0;
    coolUntil = OptionalLong.empty();
    metrics.answered();
  }

  /// @return failures in a row
  synchronized int failed(RpcException failure, long now) {
    metrics.failed(failure.kind());
    failures = Math.min(failures + 1, MAX_FAILURES);
    failedAt = OptionalLong.of(now);
    Duration pause = FIRST_COOL_DOWN.multipliedBy(1L << (failures - 1));
    coolUntil = OptionalLong.of(now + least(pause, LONGEST_COOL_DOWN).toNanos());
    failure
        .retryAfter()
        .ifPresent(rest -> exclude(Exclusion.RESTING, least(rest, rules.longestRest()), now));
    if (failure.kind() == RpcException.Kind.WRONG_CHAIN) {
      exclude(Exclusion.WRONG_CHAIN, rules.askAgain(), now);
    }
    return failures;
  }

  /// Leaves it alone for a while, as far as others answer.
  synchronized void exclude(Exclusion reason, Duration time, long now) {
    until.put(reason, now + time.toNanos());
    metrics.excluded(reason, true);
  }

  /// @return whether that is news
  synchronized boolean behind(boolean is) {
    boolean news = is != behind;
    behind = is;
    metrics.excluded(Exclusion.BEHIND, is);
    return news;
  }

  /// Whether it was seen to serve the right chain lately.
  synchronized boolean isVerified(long now) {
    return verifiedAt.isPresent() && now - verifiedAt.getAsLong() < rules.askAgain().toNanos();
  }

  synchronized void verified(long now) {
    verifiedAt = OptionalLong.of(now);
  }

  void close() {
    breaker.close();
    metrics.close();
  }

  private synchronized void onBreaker(CircuitBreakerState now) {
    breakerState = now;
    if (now == CircuitBreakerState.OPEN) {
      verifiedAt = OptionalLong.empty(); // what comes back may be another node
    }
    metrics.breaker(
        switch (now) {
          case CLOSED -> 0;
          case HALF_OPEN -> 1;
          case OPEN -> 2;
        });
    metrics.excluded(Exclusion.BREAKER, now != CircuitBreakerState.CLOSED);
  }

  private static boolean isAhead(OptionalLong time, long now) {
    return time.isPresent() && time.getAsLong() - now > 0;
  }

  private static Duration least(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
