package org.ozmonitor.core.evm.block;

import java.util.Arrays;
import org.ozmonitor.core.evm.value.HexText;

/// A set of hashes that stand in a payload, kept as their offsets. Confined to one thread.
final class HashPlaces {
  private final byte[] payload;
  private final int[] slots;

  HashPlaces(byte[] payload, int expected) {
    this.payload = payload;
    this.slots = new int[Integer.highestOneBit(Math.max(2, expected + expected / 4)) * 2];
    Arrays.fill(slots, -1);
  }

  /// Whether the hash, by its first digit, is new.
  boolean add(int digits) {
    int slot = (int) HexText.bits32(payload, digits + 8) & slots.length - 1;
    while (slots[slot] >= 0) {
      if (Fields.sameDigits(payload, slots[slot], digits, 64)) {
        return false;
      }
      slot = slot + 1 & slots.length - 1;
    }
    slots[slot] = digits;
    return true;
  }
}
