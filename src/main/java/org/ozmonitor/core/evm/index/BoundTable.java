package org.ozmonitor.core.evm.index;

import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.ozmonitor.core.evm.index.Access.Relation;
import org.ozmonitor.core.evm.value.Word;
import org.ozmonitor.core.evm.value.WordCell;

/// Entries by a bound on a word, in the order of their bounds: a binary search, then those that the
/// word passes, and no other. Immutable.
final class BoundTable<T> {
  private final boolean atLeast;
  private final long[] bounds;
  private final Object[] entries;

  /// An entry and its bound.
  record Bounded<T>(Word bound, T entry) {}

  BoundTable(Relation relation, List<Bounded<T>> unsorted) {
    this.atLeast = relation == Relation.AT_LEAST;
    List<Bounded<T>> sorted =
        unsorted.stream()
            .sorted(Comparator.comparing(Bounded::bound, Word::compareUnsigned))
            .toList();
    this.bounds = new long[sorted.size() * 4];
    this.entries = new Object[sorted.size()];
    for (int i = 0; i < entries.length; i++) {
      Word bound = sorted.get(i).bound();
      bounds[i * 4] = bound.w0();
      bounds[i * 4 + 1] = bound.w1();
      bounds[i * 4 + 2] = bound.w2();
      bounds[i * 4 + 3] = bound.w3();
      entries[i] = sorted.get(i).entry();
    }
  }

  void find(WordCell word, Consumer<? super T> sink) {
    if (atLeast) {
      Entries.handOut(entries, 0, firstAbove(word, true), sink);
    } else {
      Entries.handOut(entries, firstAbove(word, false), entries.length, sink);
    }
  }

  /// The place of the first bound above the word, or not below it.
  private int firstAbove(WordCell word, boolean strictly) {
    int low = 0;
    int high = entries.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      int order = compare(middle * 4, word);
      if (order < 0 || (strictly && order == 0)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private int compare(int at, WordCell word) {
    if (bounds[at] != word.w0()) {
      return Long.compareUnsigned(bounds[at], word.w0());
    }
    if (bounds[at + 1] != word.w1()) {
      return Long.compareUnsigned(bounds[at + 1], word.w1());
    }
    return bounds[at + 2] != word.w2()
        ? Long.compareUnsigned(bounds[at + 2], word.w2())
        : Long.compareUnsigned(bounds[at + 3], word.w3());
  }
}
