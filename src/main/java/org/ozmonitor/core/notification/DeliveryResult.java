package org.ozmonitor.core.notification;

import java.time.Duration;
import java.util.Optional;

/// What came of one attempt: one case per next step. Immutable.
///
/// Reasons are safe to show to the tenant and hold no secrets.
public sealed interface DeliveryResult {
  /// The receiver has it.
  record Delivered() implements DeliveryResult {}

  /// A passing trouble (network, timeout, overload): tried again soon, then by the durable
  /// schedule.
  ///
  /// @param retryAfter how long the receiver asked us to wait at least
  record Retryable(String reason, Optional<Duration> retryAfter) implements DeliveryResult {}

  /// The receiver, or the configuration, says no: somebody may mend it, so it is tried again, but
  /// by
  /// the durable schedule only. See `docs/decisions/0010-what-a-4xx-means.md`.
  record Refused(String reason) implements DeliveryResult {}

  /// No repetition can help: dead letter at once.
  record Rejected(String reason) implements DeliveryResult {}

  /// The receiver said that the endpoint is gone for good, by a 410 or in the vendor's words: dead
  /// letter at once.
  record EndpointGone(String reason) implements DeliveryResult {}
}
