package org.ozmonitor.core.evm.value;

/// A word that is read again and again without making objects. Mutable, confined to one thread.
public final class WordCell {
  private long w0;
  private long w1;
  private long w2;
  private long w3;

  /// Reads 64 hex digits as a value of a kind, ordered as {@link WordKind#ordered} does.
  public void readWord(byte[] text, int at, WordKind kind) {
    w0 = HexText.bits64(text, at);
    w1 = HexText.bits64(text, at + 16);
    w2 = HexText.bits64(text, at + 32);
    w3 = HexText.bits64(text, at + 48);
    switch (kind) {
      case UNSIGNED -> {}
      case SIGNED -> w0 ^= Long.MIN_VALUE;
      case ACCOUNT -> {
        w0 = 0;
        w1 &= 0xFFFFFFFFL;
      }
      case FLAG -> {
        w3 = (w0 | w1 | w2 | w3) == 0 ? 0 : 1;
        w0 = 0;
        w1 = 0;
        w2 = 0;
      }
    }
  }

  /// Reads the 40 hex digits of an address.
  public void readAddress(byte[] text, int at) {
    w0 = 0;
    w1 = HexText.bits32(text, at);
    w2 = HexText.bits64(text, at + 8);
    w3 = HexText.bits64(text, at + 24);
  }

  /// Reads 8 hex digits.
  public void readSelector(byte[] text, int at) {
    w0 = 0;
    w1 = 0;
    w2 = 0;
    w3 = HexText.bits32(text, at);
  }

  /// The most significant 64 bits.
  public long w0() {
    return w0;
  }

  public long w1() {
    return w1;
  }

  public long w2() {
    return w2;
  }

  /// The least significant 64 bits.
  public long w3() {
    return w3;
  }

  /// Takes the bits of a word, the most significant first.
  public void set(long first, long second, long third, long fourth) {
    w0 = first;
    w1 = second;
    w2 = third;
    w3 = fourth;
  }
}
