package org.ozmonitor.server.redis;

import java.io.Serial;

/// The embedded server cannot be started; the message says why. The house goes on without it.
public final class RedisUnavailableException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  RedisUnavailableException(String message) {
    super(message);
  }

  RedisUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
