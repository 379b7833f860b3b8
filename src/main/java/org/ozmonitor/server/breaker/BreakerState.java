package org.ozmonitor.server.breaker;

import io.vertx.circuitbreaker.CircuitBreakerState;

/// Where a breaker stands.
public enum BreakerState {
  /// Nothing is in the way.
  CLOSED("closed"),
  /// One try decides.
  HALF_OPEN("half_open"),
  /// Nothing is tried.
  OPEN("open");

  private final String word;

  BreakerState(String word) {
    this.word = word;
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
