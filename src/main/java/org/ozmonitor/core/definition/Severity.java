package org.ozmonitor.core.definition;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// How much a monitor's alerts matter, from least to most.
public enum Severity {
  INFO(0),
  LOW(1),
  MEDIUM(2),
  HIGH(3),
  CRITICAL(4);

  /// All, as documents write them.
  public static final List<String> WORDS = Arrays.stream(values()).map(Severity::word).toList();

  private final int rank;

  Severity(int rank) {
    this.rank = rank;
  }

  /// The graver, the higher.
  public int rank() {
    return rank;
  }

  /// As documents write it.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// @param word one of {@link #WORDS}
  public static Severity of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
