package org.ozmonitor.core.evm.index;

import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.ozmonitor.core.evm.value.Address;

/// Groups by an address and a second part, which is a topic, a selector or nothing: a hash table
/// with open addressing, at most half full, whose probes mostly end at a number. Immutable.
public final class KeyTable<G extends KeyTable.Keyed> {
  private final long[] hashes;
  private final Object[] groups;
  private final int mask;
  private final int size;

  /// What can stand in the table.
  public interface Keyed {
    Address address();

    /// The second part of the key, or some 64 bits of it that tell different ones apart mostly.
    long second();
  }

  public KeyTable(Collection<G> all) {
    int slots = Integer.highestOneBit(Math.max(1, all.size() * 2 - 1)) * 2;
    this.hashes = new long[slots];
    this.groups = new Object[slots];
    this.mask = slots - 1;
    this.size = all.size();
    for (G group : all) {
      Address address = group.address();
      long hash = Mixing.key(address.high(), address.middle(), address.low(), group.second());
      int slot = (int) (hash >>> 32) & mask;
      while (groups[slot] != null) {
        slot = slot + 1 & mask;
      }
      hashes[slot] = hash;
      groups[slot] = group;
    }
  }

  public boolean isEmpty() {
    return size == 0;
  }

  /// The slot of the first group that has this key, or -1. Groups with one key stand behind each
  /// other: ask for those behind with {@link #next}.
  public int first(long high, long middle, int low, long second) {
    long hash = Mixing.key(high, middle, low, second);
    return search((int) (hash >>> 32) & mask, hash, high, middle, low, second);
  }

  /// The slot of the next group with the same key, or -1.
  public int next(int slot, long high, long middle, int low, long second) {
    long hash = hashes[slot];
    return search(slot + 1 & mask, hash, high, middle, low, second);
  }

  private int search(int from, long hash, long high, long middle, int low, long second) {
    int slot = from;
    while (groups[slot] != null) {
      if (hashes[slot] == hash) {
        Keyed group = (Keyed) groups[slot];
        Address address = group.address();
        if (address.high() == high
            && address.middle() == middle
            && address.low() == low
            && group.second() == second) {
          return slot;
        }
      }
      slot = slot + 1 & mask;
    }
    return -1;
  }

  /// The group at a slot that {@link #first} or {@link #next} gave.
  @SuppressWarnings("unchecked")
  public G at(int slot) {
    @Nullable Object group = groups[slot];
    return (G) java.util.Objects.requireNonNull(group);
  }
}
