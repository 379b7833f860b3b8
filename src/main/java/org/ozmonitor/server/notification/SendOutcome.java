package org.ozmonitor.server.notification;

import java.util.OptionalInt;
import org.ozmonitor.core.notification.DeliveryResult;

/// What came of handing a message to a channel. Immutable.
sealed interface SendOutcome {
  /// It was tried.
  ///
  /// @param status HTTP status, where there was an answer
  /// @param excerpt how the answer begins, as it came; empty where there was none
  record Attempted(DeliveryResult result, OptionalInt status, String excerpt)
      implements SendOutcome {
    public Attempted(DeliveryResult result, OptionalInt status) {
      this(result, status, "");
    }
  }

  /// The claim had ended before anything was written: somebody else has it now.
  record ClaimEnded() implements SendOutcome {}

  static SendOutcome attempted(DeliveryResult result) {
    return new Attempted(result, OptionalInt.empty());
  }
}
