package org.ozmonitor.server.work;

import java.util.Locale;

/// Where a match stands in its life.
public enum MatchState {
  /// Its conditions are being asked.
  SCREENING,
  /// It was found; its block may still be replaced.
  DETECTED,
  /// Its block is as certain as was asked for.
  CONFIRMED,
  /// Kept back by rules against noise.
  SUPPRESSED,
  /// Refused by a condition.
  FILTERED,
  /// Its block is no part of the chain any more.
  RETRACTED;

  /// @param word as it is stored
  static MatchState of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  /// As it is stored.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
