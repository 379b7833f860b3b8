package org.ozmonitor.core.script;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// What becomes of a match when a filter script fails. Immutable.
public enum OnError {
  /// As if the script had said `false`, as OpenZeppelin Monitor does: the alert is sent.
  PASS,
  /// As if the script had said `true`: no alert.
  DROP,
  /// All scripts of the match run again, later and later; after {@link #HORIZON} as {@link #PASS}.
  RETRY;

  /// Since the first attempt.
  public static final Duration HORIZON = Duration.ofHours(1);

  private static final Duration UNASKED = Duration.ofSeconds(15);

  private static final List<Duration> DELAYS =
      List.of(
          Duration.ofSeconds(5),
          Duration.ofSeconds(15),
          Duration.ofMinutes(1),
          Duration.ofMinutes(3),
          Duration.ofMinutes(10));

  /// As documents spell it.
  public String spelling() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// @throws IllegalArgumentException for a text that is none of `pass`, `drop`, `retry`
  public static OnError parse(String spelling) {
    for (OnError policy : values()) {
      if (policy.spelling().equals(spelling)) {
        return policy;
      }
    }
    throw new IllegalArgumentException("no policy: " + spelling);
  }

  /// What follows from a failure.
  public sealed interface Next {
    /// The condition counts as passed; the next one is asked.
    record Passed() implements Next {}

    /// The match is filtered out.
    record Dropped() implements Next {}

    /// All conditions are asked again.
    record Again(Duration delay) implements Next {}
  }

  /// What follows when a script is not asked, because too many of the tenant's scripts have failed
  /// lately. A match that would be dropped waits first: its script might keep it.
  ///
  /// @param sinceFirst time since the first attempt
  public Next unasked(Duration sinceFirst) {
    boolean isOver = sinceFirst.compareTo(HORIZON) >= 0;
    return switch (this) {
      case PASS -> new Next.Passed();
      case DROP -> isOver ? new Next.Dropped() : new Next.Again(UNASKED);
      case RETRY -> isOver ? new Next.Passed() : new Next.Again(UNASKED);
    };
  }

  /// @param attempt which one failed, from 1
  /// @param sinceFirst time since the first attempt
  public Next after(int attempt, Duration sinceFirst) {
    return switch (this) {
      case PASS -> new Next.Passed();
      case DROP -> new Next.Dropped();
      case RETRY ->
          sinceFirst.compareTo(HORIZON) >= 0
              ? new Next.Passed()
              : new Next.Again(DELAYS.get(Math.min(Math.max(1, attempt), DELAYS.size()) - 1));
    };
  }
}
