package org.ozmonitor.core.evm.block;

import java.util.Arrays;

/// A growing row of integers in small pieces: nothing is copied when it grows, and little is left
/// over at its end. Confined to one thread while it grows, immutable afterwards.
final class IntColumn {
  private static final int BITS = 7;
  private static final int PIECE = 1 << BITS;

  private int[][] pieces = new int[8][];
  private int size;

  int size() {
    return size;
  }

  void add(int value) {
    int piece = size >>> BITS;
    if ((size & (PIECE - 1)) == 0) {
      if (piece == pieces.length) {
        pieces = Arrays.copyOf(pieces, piece * 2);
      }
      pieces[piece] = new int[PIECE];
    }
    pieces[piece][size & (PIECE - 1)] = value;
    size++;
  }

  int get(int index) {
    return pieces[index >>> BITS][index & (PIECE - 1)];
  }
}
