package org.ozmonitor.server.rpc;

import io.vertx.core.MultiMap;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The header `Retry-After`: seconds, or a date, which is measured against the answer's own `Date`.
/// Pure.
final class RetryAfter {
  private RetryAfter() {}

  /// How long to stay away; empty when the header is missing or means nothing.
  static Optional<Duration> of(MultiMap headers) {
    String value = headers.get("retry-after");
    if (value == null) {
      return Optional.empty();
    }
    if (value.strip().matches("\\d{1,9}")) {
      return Optional.of(Duration.ofSeconds(Long.parseLong(value.strip())));
    }
    return date(value)
        .flatMap(until -> date(headers.get("date")).map(now -> Duration.between(now, until)))
        .filter(Duration::isPositive);
  }

  private static Optional<Instant> date(@Nullable String value) {
    try {
      return value == null
          ? Optional.empty()
          : Optional.of(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(value.strip())));
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }
}
