package org.ozmonitor.core.chain;

import java.util.Arrays;
import java.util.Optional;

/// What a chain itself says of how certain a block is.
public enum Finality {
  /// Reorganised only under attack.
  SAFE("safe"),
  /// Never reorganised.
  FINALIZED("finalized");

  private final String word;

  Finality(String word) {
    this.word = word;
  }

  /// As documents and chains write it.
  public String word() {
    return word;
  }

  /// The level that a word names.
  public static Optional<Finality> parse(String word) {
    return Arrays.stream(values()).filter(level -> level.word.equals(word)).findFirst();
  }
}
