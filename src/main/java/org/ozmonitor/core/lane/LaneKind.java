package org.ozmonitor.core.lane;

/// What a lane is for. A tenant has one lane of the first three kinds per network, and any number
/// of the others beside it.
public enum LaneKind {
  /// Most tenants of a worker, in lockstep.
  MAIN,
  /// Tenants that stand elsewhere in the log; it becomes part of the main lane where they meet.
  CATCH_UP,
  /// Keeps the place of its tenants and is walked by nobody.
  PARKED,
  /// Walks entries once more, each with its own configuration.
  REPLAY,
  /// Walks entries once more with a configuration that is stated.
  BACK_FILL;

  /// Whether a worker walks such lanes.
  public boolean isWalked() {
    return this != PARKED;
  }

  /// Whether such lanes follow the log, and so become one where they meet.
  public boolean followsLog() {
    return this == MAIN || this == CATCH_UP;
  }

  /// Whether such a lane stands beside the lanes that its tenants have anyway.
  public boolean isAside() {
    return this == REPLAY || this == BACK_FILL;
  }
}
