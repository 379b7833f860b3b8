package org.ozmonitor.server.codec;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.ozmonitor.core.definition.Trigger.RetryPolicy;

/// Reads a `retry_policy`: every field has a default, unknown ones are ignored as upstream does,
/// durations are `{"secs":…,"nanos":…}` or a number of seconds. Stateless.
final class RetryPolicyCodec {
  private static final BigDecimal MAX_SECONDS = BigDecimal.valueOf(Integer.MAX_VALUE);
  private static final long NANOS = 1_000_000_000L;

  private RetryPolicyCodec() {}

  static Optional<RetryPolicy> read(Fields config) {
    return config.optionalObject("retry_policy").map(RetryPolicyCodec::policy);
  }

  private static RetryPolicy policy(Fields fields) {
    RetryPolicy standard = RetryPolicy.DEFAULT;
    Duration initial = duration(fields, "initial_backoff", standard.initialBackoff());
    Duration greatest = duration(fields, "max_backoff", standard.maxBackoff());
    if (initial.compareTo(greatest) > 0) {
      fields.warning(
          "initial_backoff", "above_maximum", "is above max_backoff, which is raised to it");
      greatest = initial;
    }
    boolean jitter =
        !fields.has("jitter") || fields.word("jitter", List.of("full", "none")).equals("full");
    return new RetryPolicy(
        integer(fields, "max_retries", standard.maxRetries()),
        integer(fields, "base_for_backoff", standard.baseForBackoff()),
        initial,
        greatest,
        jitter);
  }

  private static int integer(Fields fields, String key, int standard) {
    long value = fields.optionalNumber(key, Fields.U32).orElse(standard);
    return (int) Math.min(value, Integer.MAX_VALUE);
  }

  private static Duration duration(Fields fields, String key, Duration standard) {
    JsonNode value = fields.node().path(key);
    if (value.isMissingNode() || value.isNull()) {
      return standard;
    }
    if (value.isNumber()) {
      BigDecimal seconds = value.decimalValue();
      boolean fits = seconds.signum() >= 0 && seconds.compareTo(MAX_SECONDS) <= 0;
      fields.require(fits, key, "range", "must be from 0 to " + MAX_SECONDS + " seconds");
      return fits
          ? Duration.ofNanos(seconds.multiply(BigDecimal.valueOf(NANOS)).longValue())
          : standard;
    }
    return fields
        .object(key)
        .map(
            parts -> {
              long seconds = parts.number("secs", Fields.U64);
              long nanos = parts.number("nanos", Fields.U32);
              return Duration.ofSeconds(Math.min(seconds, Integer.MAX_VALUE), nanos);
            })
        .orElse(standard);
  }
}
