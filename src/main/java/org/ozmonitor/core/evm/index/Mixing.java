package org.ozmonitor.core.evm.index;

/// Hashes of fixed-width keys: multiply and fold, with odd constants from the golden ratio and from
/// MurmurHash3's finaliser.
final class Mixing {
  private Mixing() {}

  static int word(long w0, long w1, long w2, long w3) {
    long mixed = (w0 * 31 + w1) * 0x9E3779B97F4A7C15L + w2;
    return fold((mixed ^ mixed >>> 32) * 0xFF51AFD7ED558CCDL + w3);
  }

  static long key(long a0, long a1, int a2, long first) {
    long mixed = (a0 * 0x9E3779B97F4A7C15L + a1) * 0xFF51AFD7ED558CCDL + a2;
    return (mixed ^ mixed >>> 29 ^ first) * 0xC4CEB9FE1A85EC53L;
  }

  static int fold(long value) {
    long mixed = value * 0xC4CEB9FE1A85EC53L;
    return (int) (mixed >>> 32 ^ mixed >>> 15);
  }
}
