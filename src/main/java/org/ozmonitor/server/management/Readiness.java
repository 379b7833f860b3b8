package org.ozmonitor.server.management;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

/// What must be true before a node says it is ready, by name, what is still missing, and what
/// people
/// must see besides.
/// Thread-safe.
public final class Readiness {
  private final Map<String, List<String>> missing = new ConcurrentSkipListMap<>();
  private final Map<String, List<String>> notes = new ConcurrentSkipListMap<>();

  /// Says something that people must see, whether the node is ready or not; empty: nothing any
  /// more.
  public void note(String name, List<String> texts) {
    notes.put(name, List.copyOf(texts));
  }

  /// What people must see, by name; empty in the best case.
  public Map<String, List<String>> notes() {
    return named(notes);
  }

  /// Names something that must become ready, and what it waits for.
  public void expect(String name, String waitsFor) {
    missing.put(name, List.of(waitsFor));
  }

  /// Says that something is not ready, with all reasons; an empty list means ready.
  public void report(String name, List<String> reasons) {
    missing.put(name, List.copyOf(reasons));
  }

  /// Says that something is ready.
  public void ready(String name) {
    missing.put(name, List.of());
  }

  /// What is missing, by name; empty when the node is ready.
  public Map<String, List<String>> missing() {
    return named(missing);
  }

  private static Map<String, List<String>> named(Map<String, List<String>> texts) {
    Map<String, List<String>> open = new TreeMap<>();
    texts.forEach(
        (name, reasons) -> {
          if (!reasons.isEmpty()) {
            open.put(name, reasons);
          }
        });
    return open;
  }
}
