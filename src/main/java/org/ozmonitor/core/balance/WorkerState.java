package org.ozmonitor.core.balance;

import java.util.Locale;

/// What a worker says of itself, or an operator of it.
public enum WorkerState {
  /// It works, and takes tenants.
  RUNNING,
  /// It works on, and its tenants go to others, until it starts anew or that is taken back.
  DRAINING,
  /// It has said that it stops.
  STOPPED;

  /// As it is stored and shown: `running`.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// @param word one that {@link #word} gives
  public static WorkerState of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
