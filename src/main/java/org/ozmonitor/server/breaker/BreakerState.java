package org.ozmonitor.server.breaker;

import io.vertx.circuitbreaker.CircuitBreakerState;

/// Where a breaker stands.
public enum BreakerState {
  /// Nothing is in the way.
  CLOSED("closed", 0),
  /// One try decides.
  HALF_OPEN("half_open", 1),
  /// Nothing is tried.
  OPEN("open", 2);

  private final String word;
  private final int gauge;

  BreakerState(String word, int gauge) {
    this.word = word;
    this.gauge = gauge;
  }

  /// As a number, for meters.
  int gauge() {
    return gauge;
  }

  /// As it is stored, and as meters call it.
  public String word() {
    return word;
  }

  static BreakerState of(CircuitBreakerState state) {
    return switch (state) {
      case CLOSED -> CLOSED;
      case HALF_OPEN -> HALF_OPEN;
      case OPEN -> OPEN;
    };
  }
}
