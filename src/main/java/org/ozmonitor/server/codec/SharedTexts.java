package org.ozmonitor.server.codec;

import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.WeakHashMap;

/// Makes one text of equal ones, for as long as somebody holds it: a million monitors of one kind
/// of contract keep one specification. Thread-safe.
final class SharedTexts {
  private final Map<String, WeakReference<String>> texts = new WeakHashMap<>();

  /// The text that stands for all equal to this one.
  synchronized String shared(String text) {
    WeakReference<String> known = texts.get(text);
    String found = known == null ? null : known.get();
    if (found != null) {
      return found;
    }
    texts.put(text, new WeakReference<>(text));
    return text;
  }
}
