package org.ozmonitor.server.demo;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// All that was received about one monitor and one transaction. Confined to one judgement.
final class AlertStory {
  private static final String DETECTED = "detected";
  private static final String RETRACTED = "retracted";

  private final Map<String, Telling> tellings = new LinkedHashMap<>();
  private long repeatedSameId;

  /// Adds a request; to be called in order of arrival.
  void add(ReceivedRequest request) {
    Telling told = tellings.computeIfAbsent(request.id(), id -> Telling.of(id, request));
    if (!request.isAccepted()) {
      return;
    }
    if (told.accepted) {
      repeatedSameId++;
    } else {
      told.accepted = true;
      told.acceptedNanos = request.arrivalNanos();
    }
  }

  long repeatedSameId() {
    return repeatedSameId;
  }

  long retracted() {
    return accepted().stream().filter(told -> told.event.equals(RETRACTED)).count();
  }

  /// Whether the accepted event of the highest sequence says `detected`.
  boolean isStanding() {
    List<Telling> accepted = accepted();
    return !accepted.isEmpty() && accepted.getLast().event.equals(DETECTED);
  }

  /// Whether a `detected` was accepted before, and no `retracted` since.
  boolean stoodAt(long nanos) {
    List<Telling> before = accepted().stream().filter(told -> told.acceptedNanos < nanos).toList();
    return !before.isEmpty() && before.getLast().event.equals(DETECTED);
  }

  /// How often one event of one match came under a further id: a second match id, a second id for
  /// one event and sequence, or a `detected` right after another one.
  long repeatedNewId() {
    Map<String, List<Telling>> byMatch = new LinkedHashMap<>();
    for (Telling told : accepted()) {
      byMatch.computeIfAbsent(told.match, _ -> new ArrayList<>()).add(told);
    }
    long repeated = Math.max(0, byMatch.size() - 1);
    for (List<Telling> match : byMatch.values()) {
      repeated += repeatedNewId(match);
    }
    return repeated;
  }

  /// Every `detected`, accepted or not, in order of sequence.
  List<Telling> detections() {
    return inOrder().stream().filter(told -> told.event.equals(DETECTED)).toList();
  }

  private static long repeatedNewId(List<Telling> ordered) {
    long repeated = 0;
    String last = "";
    Set<String> seen = new HashSet<>();
    for (Telling told : ordered) {
      boolean again = !seen.add(told.event + " " + told.sequence);
      boolean detectedTwice = told.event.equals(DETECTED) && last.equals(DETECTED);
      if (again || detectedTwice) {
        repeated++;
      }
      last = told.event;
    }
    return repeated;
  }

  private List<Telling> accepted() {
    return inOrder().stream().filter(told -> told.accepted).toList();
  }

  private List<Telling> inOrder() {
    return tellings.values().stream()
        .filter(told -> told.event.equals(DETECTED) || told.event.equals(RETRACTED))
        .sorted(Comparator.comparingLong(told -> told.sequence))
        .toList();
  }

  /// One id and what came under it.
  static final class Telling {
    final String id;
    final String match;
    final String event;
    final long sequence;
    final long firstArrivalNanos;
    private boolean accepted;
    private long acceptedNanos;

    private Telling(String id, ReceivedRequest request) {
      this.id = id;
      this.match = request.match();
      this.event = request.event();
      this.sequence = request.sequence();
      this.firstArrivalNanos = request.arrivalNanos();
    }

    private static Telling of(String id, ReceivedRequest request) {
      return new Telling(id, request);
    }
  }
}
