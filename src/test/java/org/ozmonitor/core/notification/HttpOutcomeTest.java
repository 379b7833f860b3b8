package org.ozmonitor.core.notification;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpOutcomeTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @ParameterizedTest
  @ValueSource(ints = {200, 201, 202, 204, 299})
  void deliversOnAny2xx(int status) {
    assertThat(of(status)).isEqualTo(new DeliveryResult.Delivered());
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 425, 429, 500, 502, 503, 504, 599})
  void triesAgainOnPassingTrouble(int status) {
    assertThat(of(status))
        .isEqualTo(new DeliveryResult.Retryable("HTTP status " + status, Optional.empty()));
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 307, 400, 401, 403, 404, 405, 409, 413, 415, 422, 451})
  void takesOther3xxAnd4xxAsARefusalThatMayBeMended(int status) {
    assertThat(of(status)).isEqualTo(new DeliveryResult.Refused("HTTP status " + status));
  }

  @Test
  void gives410ItsMeaning() {
    assertThat(of(410)).isEqualTo(new DeliveryResult.EndpointGone("the endpoint is gone (410)"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "7|7",
        "0|0",
        "999999999999999999|86400",
        "Thu, 01 Jan 2026 00:00:30 GMT|30",
        "Wed, 31 Dec 2025 23:00:00 GMT|0",
      })
  void honoursRetryAfterWithinADay(String header, long seconds) {
    assertThat(HttpOutcome.of(503, Optional.of(header), NOW))
        .isEqualTo(
            new DeliveryResult.Retryable(
                "HTTP status 503", Optional.of(Duration.ofSeconds(seconds))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "-3", "1.5"})
  void ignoresARetryAfterThatSaysNothing(String header) {
    assertThat(HttpOutcome.of(429, Optional.of(header), NOW))
        .isEqualTo(new DeliveryResult.Retryable("HTTP status 429", Optional.empty()));
  }

  private static DeliveryResult of(int status) {
    return HttpOutcome.of(status, Optional.empty(), NOW);
  }
}
