package org.ozmonitor.core.notification;

import java.time.Duration;

/// The circuit breaker of one endpoint, and how long the endpoint asked to be left alone.
/// Immutable; each event gives the next breaker.
///
/// It opens after a number of troubles in a row. When its pause is over it is half open: what is
/// sent then decides whether it closes, or opens again for twice as long.
///
/// @param troubles in a row while closed
/// @param openings in a row; 0 while closed
/// @param shutUntilNanos nothing is sent before this monotonic time, where `shut`
/// @param shut whether `shutUntilNanos` says anything
public record EndpointBreaker(int troubles, int openings, long shutUntilNanos, boolean shut) {
  public static final EndpointBreaker CLOSED = new EndpointBreaker(0, 0, 0, false);

  private static final int MAX_DOUBLINGS = 20;

  /// Whether, and how much, is sent.
  public enum State {
    CLOSED,
    OPEN,
    HALF_OPEN
  }

  /// When it opens, and for how long.
  ///
  /// @param openAfter troubles in a row, at least 1
  /// @param firstPause doubled with each opening
  /// @param longestPause at least `firstPause`
  /// @param longestRest the most that an endpoint may ask for
  public record Rules(
      int openAfter, Duration firstPause, Duration longestPause, Duration longestRest) {
    public static final Rules DEFAULT =
        new Rules(5, Duration.ofSeconds(5), Duration.ofMinutes(5), Duration.ofHours(1));
  }

  public State state(long nowNanos) {
    if (openings == 0) {
      return State.CLOSED;
    }
    return isShut(nowNanos) ? State.OPEN : State.HALF_OPEN;
  }

  /// Whether nothing may be sent now: open, or asked to wait.
  public boolean isShut(long nowNanos) {
    return shut && shutUntilNanos - nowNanos > 0;
  }

  /// How long it is still shut; zero when it is not.
  public Duration shutFor(long nowNanos) {
    return isShut(nowNanos) ? Duration.ofNanos(shutUntilNanos - nowNanos) : Duration.ZERO;
  }

  /// The endpoint answered.
  public EndpointBreaker answered(long nowNanos) {
    return openings == 0 && isShut(nowNanos)
        ? new EndpointBreaker(0, 0, shutUntilNanos, true) // another request was asked to wait
        : CLOSED;
  }

  /// No answer, or one that says that the endpoint is in trouble. What was under way when it opened
  /// changes nothing.
  public EndpointBreaker troubled(long nowNanos, Rules rules) {
    return switch (state(nowNanos)) {
      case OPEN -> this;
      case HALF_OPEN -> opened(openings + 1, nowNanos, rules);
      case CLOSED ->
          troubles + 1 >= rules.openAfter()
              ? opened(1, nowNanos, rules)
              : new EndpointBreaker(troubles + 1, 0, shutUntilNanos, shut);
    };
  }

  /// The endpoint asked to be left alone for a while.
  public EndpointBreaker askedToWait(long nowNanos, Duration wait, Rules rules) {
    Duration rest = least(wait, rules.longestRest());
    return rest.compareTo(shutFor(nowNanos)) <= 0
        ? this
        : new EndpointBreaker(troubles, openings, nowNanos + rest.toNanos(), true);
  }

  private static EndpointBreaker opened(int openings, long nowNanos, Rules rules) {
    Duration pause =
        least(
            rules.firstPause().multipliedBy(1L << Math.min(MAX_DOUBLINGS, openings - 1)),
            rules.longestPause());
    return new EndpointBreaker(0, openings, nowNanos + pause.toNanos(), true);
  }

  private static Duration least(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
