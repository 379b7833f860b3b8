package org.ozmonitor.server.breaker;

import java.time.Duration;

/// When breakers of tenants open, and for how long. Immutable.
///
/// @param failures within the window that open a breaker, at least 1
/// @param window whole seconds, at least one
/// @param pause until one try is made
public record BreakerSettings(int failures, Duration window, Duration pause) {
  /// Five failures in five minutes; a try every fifteen seconds.
  public static final BreakerSettings DEFAULT =
      new BreakerSettings(5, Duration.ofMinutes(5), Duration.ofSeconds(15));
}
