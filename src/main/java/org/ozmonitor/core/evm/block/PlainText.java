package org.ozmonitor.core.evm.block;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// The inside of a JSON text, searched eight bytes at a time for what needs a closer look.
///
/// A byte is below a bound when subtracting the bound borrows from its high bit; a byte is equal to
/// another when both, combined by exclusive or, are below 1 (Warren, Hacker's Delight, 6-1).
final class PlainText {
  private static final VarHandle EIGHT_BYTES =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;

  private PlainText() {}

  /// The offset of the first quote, backslash, control character or byte above 127, or `end`.
  static int end(byte[] json, int from, int end) {
    int at = from;
    for (; at + 8 <= end; at += 8) {
      long eight = (long) EIGHT_BYTES.get(json, at);
      long quotes = eight ^ 0x2222222222222222L;
      long backslashes = eight ^ 0x5C5C5C5C5C5C5C5CL;
      long special =
          (((quotes - ONES) & ~quotes)
                  | ((backslashes - ONES) & ~backslashes)
                  | (eight - 0x2020202020202020L)
                  | eight)
              & HIGH_BITS;
      if (special != 0) {
        return at + (Long.numberOfTrailingZeros(special) >>> 3);
      }
    }
    while (at < end && json[at] >= 0x20 && json[at] != '"' && json[at] != '\\') {
      at++;
    }
    return at;
  }
}
