package org.ozmonitor.core.chain;

import java.util.Arrays;
import java.util.Optional;

/// The kind of a chain, spelled as in network documents.
public enum ChainKind {
  EVM("EVM"),
  STELLAR("Stellar"),
  MIDNIGHT("Midnight"),
  SOLANA("Solana");

  private final String spelling;

  ChainKind(String spelling) {
    this.spelling = spelling;
  }

  /// The spelling in documents and match JSON; case matters there.
  public String spelling() {
    return spelling;
  }

  /// The kind with exactly this spelling.
  public static Optional<ChainKind> parse(String spelling) {
    return Arrays.stream(values()).filter(kind -> kind.spelling.equals(spelling)).findFirst();
  }
}
