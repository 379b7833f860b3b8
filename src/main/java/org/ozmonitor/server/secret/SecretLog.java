package org.ozmonitor.server.secret;

import org.ozmonitor.core.definition.SecretValue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Every log line about secrets: names of places, never values. Thread-safe.
final class SecretLog {
  private static final Logger log = LoggerFactory.getLogger(SecretLog.class);

  void missing(SecretValue secret, String reason) {
    log.atWarn()
        .addKeyValue("secret", secret)
        .addKeyValue("reason", reason)
        .log("secret is not there");
  }

  void unavailable(SecretValue secret, String reason) {
    log.atWarn()
        .addKeyValue("secret", secret)
        .addKeyValue("reason", reason)
        .log("secret cannot be asked for; its last value is used while that is allowed");
  }
}
