package org.ozmonitor.core.notification;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/// Reads the status of an HTTP answer. Pure. The classes are decided in
/// `docs/decisions/0010-what-a-4xx-means.md`.
public final class HttpOutcome {
  private static final Duration LONGEST_WAIT = Duration.ofDays(1);

  private HttpOutcome() {}

  /// @param retryAfter the header `Retry-After`, where given: seconds or an HTTP date
  /// @param now to turn a date into a wait
  public static DeliveryResult of(int status, Optional<String> retryAfter, Instant now) {
    String reason = "HTTP status " + status;
    if (status >= 200 && status < 300) {
      return new DeliveryResult.Delivered();
    }
    if (status == 410) {
      return new DeliveryResult.EndpointGone("the endpoint is gone (410)");
    }
    if (status == 408 || status == 425 || status == 429 || status >= 500) {
      return new DeliveryResult.Retryable(reason, retryAfter.flatMap(text -> wait(text, now)));
    }
    return new DeliveryResult.Refused(reason);
  }

  /// Not negative and at most 24 h; empty when the text is neither seconds nor a date.
  private static Optional<Duration> wait(String text, Instant now) {
    String value = text.strip();
    if (!value.isEmpty() && value.chars().allMatch(unit -> unit >= '0' && unit <= '9')) {
      long seconds = value.length() > 9 ? Long.MAX_VALUE / 2 : Long.parseLong(value);
      return Optional.of(bounded(Duration.ofSeconds(seconds)));
    }
    try {
      Instant at = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Optional.of(bounded(Duration.between(now, at)));
    } catch (DateTimeException notADate) {
      return Optional.empty();
    }
  }

  private static Duration bounded(Duration wait) {
    if (wait.isNegative()) {
      return Duration.ZERO;
    }
    return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
  }
}
