package org.ozmonitor.server.screening;

import java.time.Duration;

/// What the scripts of a match have said together. Immutable.
sealed interface Verdict {
  /// The match is detected, and its triggers hear of it.
  record Keep() implements Verdict {}

  /// The match is filtered out.
  record Drop() implements Verdict {}

  /// They are to be asked again.
  record Again(Duration delay) implements Verdict {}
}
