package org.ozmonitor.server.notification;

import java.util.OptionalInt;
import org.ozmonitor.core.notification.DeliveryResult;

/// What came of handing a message to a channel. Immutable.
sealed interface SendOutcome {
  /// It was tried.
  ///
  /// @param status HTTP status, where there was an answer
  record Attempted(DeliveryResult result, OptionalInt status) implements SendOutcome {}

  /// The claim had ended before anything was written: somebody else has it now.
  record ClaimEnded() implements SendOutcome {}

  static SendOutcome attempted(DeliveryResult result) {
    return new Attempted(result, OptionalInt.empty());
  }
}
