package org.ozmonitor.core.definition;

import java.util.Optional;

/// What a monitor says of its alerts. Immutable.
///
/// @param confirmations alerts are held until their block is so certain; empty: they are sent when
///     they are detected
/// @param category of the monitor, a word of the user's
public record Alerting(
    Optional<Confirmations> confirmations,
    Optional<Severity> severity,
    Optional<String> category,
    NoiseRules noise) {
  /// Nothing is said.
  public static final Alerting NONE =
      new Alerting(Optional.empty(), Optional.empty(), Optional.empty(), NoiseRules.NONE);
}
