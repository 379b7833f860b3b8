package org.ozmonitor.core.evm.value;

/// How a value of one word is compared.
public enum WordKind {
  UNSIGNED,
  /// 256-bit two's complement.
  SIGNED,
  /// The low 20 bytes; the others do not count.
  ACCOUNT,
  /// Zero is false, everything else is true.
  FLAG;

  /// The word in a form in which unsigned order is the order of this kind, and equal values are
  /// equal words.
  public Word ordered(Word word) {
    return switch (this) {
      case UNSIGNED -> word;
      case SIGNED -> new Word(word.w0() ^ Long.MIN_VALUE, word.w1(), word.w2(), word.w3());
      case ACCOUNT -> new Word(0, word.w1() & 0xFFFFFFFFL, word.w2(), word.w3());
      case FLAG -> word.isZero() ? Word.ZERO : new Word(0, 0, 0, 1);
    };
  }
}
