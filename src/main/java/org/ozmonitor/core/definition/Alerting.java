package org.ozmonitor.core.definition;

import java.util.Optional;

/// What a monitor says of its alerts. Immutable.
///
/// @param confirmations alerts are held until their block is so certain; empty: they are sent when
///     they are detected
public record Alerting(Optional<Confirmations> confirmations) {
  /// Nothing is said.
  public static final Alerting NONE = new Alerting(Optional.empty());
}
