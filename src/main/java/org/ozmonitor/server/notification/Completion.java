package org.ozmonitor.server.notification;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/// What is to be written down about a claim. Immutable.
///
/// @param channel for meters
/// @param attempt empty when nothing was sent, or nothing is known of it
record Completion(ClaimedDelivery claim, String channel, Step step, Optional<Attempt> attempt) {

  /// The next state of the delivery.
  sealed interface Step {
    /// Finished; the outcome is spelled as in the column.
    record Finish(String outcome, String reason) implements Step {}

    /// Due again after the delay.
    record Retry(Duration delay) implements Step {}

    /// Due again as if it had never been claimed.
    record PutBack(Duration delay) implements Step {}
  }

  /// One row of the history.
  ///
  /// @param outcome `delivered`, `retryable`, `refused`, `rejected` or `gone`
  /// @param excerpt what the receiver said, as far as it is kept; empty where it said nothing
  record Attempt(
      Duration took, OptionalInt status, String outcome, String detail, String excerpt) {}

  static Completion unrecorded(ClaimedDelivery claim, String channel, Step step) {
    return new Completion(claim, channel, step, Optional.empty());
  }

  /// For meters.
  String label() {
    return switch (step) {
      case Step.Finish(String outcome, _) -> outcome;
      case Step.Retry(_) -> "retried";
      case Step.PutBack(_) -> "put_back";
    };
  }
}
