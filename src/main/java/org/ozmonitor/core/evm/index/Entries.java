package org.ozmonitor.core.evm.index;

import java.util.function.Consumer;

/// Arrays of entries, which Java cannot make of a type variable.
final class Entries {
  private Entries() {}

  /// Hands out a range.
  ///
  /// @param entries all of type `T`; the caller put them there
  @SuppressWarnings("unchecked")
  static <T> void handOut(Object[] entries, int from, int to, Consumer<? super T> sink) {
    for (int i = from; i < to; i++) {
      sink.accept((T) entries[i]);
    }
  }
}
