package org.ozmonitor.core.watch;

/// What to do next for a network whose head is known. Immutable.
public sealed interface FetchPlan {
  /// Nothing to append: the log stands at the confirmed head, or the endpoint is behind the log.
  record Idle() implements FetchPlan {}

  /// Append a start entry before anything is fetched.
  record Start(long height, String reason) implements FetchPlan {}

  /// Give up `first..last`, both inclusive, and start anew after them. A record must say so.
  record Skip(long first, long last) implements FetchPlan {}

  /// Fetch `first..last`, both inclusive.
  record Fetch(long first, long last) implements FetchPlan {}
}
