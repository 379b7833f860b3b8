package org.ozmonitor.core.evm.index;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.ozmonitor.core.evm.value.Word;
import org.ozmonitor.core.evm.value.WordCell;

/// Entries by a word that must be equal: a hash table with open addressing and linear probing, at
/// most half full. Immutable.
final class WordTable<T> {
  private final long[] keys;
  private final Object[][] entries;
  private final int mask;

  WordTable(Map<Word, List<T>> byWord) {
    int slots = Integer.highestOneBit(Math.max(1, byWord.size() * 2 - 1)) * 2;
    this.keys = new long[slots * 4];
    this.entries = new Object[slots][];
    this.mask = slots - 1;
    byWord.forEach(
        (word, list) -> {
          int slot = Mixing.word(word.w0(), word.w1(), word.w2(), word.w3()) & mask;
          while (entries[slot] != null) {
            slot = slot + 1 & mask;
          }
          keys[slot * 4] = word.w0();
          keys[slot * 4 + 1] = word.w1();
          keys[slot * 4 + 2] = word.w2();
          keys[slot * 4 + 3] = word.w3();
          entries[slot] = list.toArray();
        });
  }

  void find(WordCell word, Consumer<? super T> sink) {
    int slot = Mixing.word(word.w0(), word.w1(), word.w2(), word.w3()) & mask;
    while (entries[slot] != null) {
      int key = slot * 4;
      if (keys[key + 3] == word.w3()
          && keys[key + 2] == word.w2()
          && keys[key + 1] == word.w1()
          && keys[key] == word.w0()) {
        Entries.handOut(entries[slot], 0, entries[slot].length, sink);
        return;
      }
      slot = slot + 1 & mask;
    }
  }
}
