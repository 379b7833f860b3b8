package org.ozmonitor.core.notification;

/// What will be sent for one attempt, or why nothing can be. Immutable.
public sealed interface Prepared {
  record Http(OutboundRequest request) implements Prepared {}

  record Mail(OutboundMail mail) implements Prepared {}

  /// The configuration allows no message; mending it does.
  ///
  /// @param reason safe to show; holds no secret
  record Unusable(String reason) implements Prepared {}
}
