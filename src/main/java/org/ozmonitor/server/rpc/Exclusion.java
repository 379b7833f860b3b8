package org.ozmonitor.server.rpc;

/// Why an endpoint is not asked, or asked only when no other answers; with the words of the meters.
enum Exclusion {
  /// Its head is behind those of the others.
  BEHIND("behind"),
  /// It told of a head that it cannot show.
  BOASTING("boasting"),
  /// It follows another fork than the one that stands.
  OTHER_FORK("other_fork"),
  /// It serves another chain.
  WRONG_CHAIN("wrong_chain"),
  /// It asked for a rest by `Retry-After`.
  RESTING("retry_after"),
  /// Its circuit breaker is open.
  BREAKER("breaker_open");

  private final String word;

  Exclusion(String word) {
    this.word = word;
  }

  String word() {
    return word;
  }
}
