package org.ozmonitor.server.breaker;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/// Every log line about breakers of tenants. Thread-safe.
final class BreakerLog {
  private static final Logger log = LoggerFactory.getLogger(BreakerLog.class);

  /// @param reason the failure that opened it; empty text where it did not
  void changed(Guarded guarded, BreakerState state, String reason) {
    switch (state) {
      case OPEN ->
          of(guarded, log.atWarn())
              .addKeyValue("reason", reason)
              .log("circuit breaker of a tenant opened");
      case HALF_OPEN -> of(guarded, log.atInfo()).log("circuit breaker of a tenant is half open");
      case CLOSED -> of(guarded, log.atInfo()).log("circuit breaker of a tenant closed");
    }
  }

  void notWritten(Guarded guarded, Throwable cause) {
    of(guarded, log.atWarn())
        .addKeyValue("cause", cause.toString())
        .log("state of a circuit breaker could not be written");
  }

  private static LoggingEventBuilder of(Guarded guarded, LoggingEventBuilder event) {
    return event
        .addKeyValue("tenant", guarded.tenant())
        .addKeyValue("guards", guarded.kind())
        .addKeyValue("network_id", guarded.network().map(Object::toString).orElse(""));
  }
}
