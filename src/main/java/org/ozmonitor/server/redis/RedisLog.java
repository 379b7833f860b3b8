package org.ozmonitor.server.redis;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is said about Redis: only changes, however long it is away. Thread-safe.
final class RedisLog {
  private static final Logger log = LoggerFactory.getLogger("org.ozmonitor.redis");

  void serverRuns(long pid, RedisUrl.Server url) {
    log.atInfo().addKeyValue("pid", pid).addKeyValue("port", url.port()).log("embedded Redis runs");
  }

  void serverDoesNotStart(Throwable cause) {
    log.atWarn()
        .addKeyValue("cause", cause.getMessage())
        .log("embedded Redis does not start; blocks are shared without it until it does");
  }

  void connected(RedisUrl.Server url) {
    log.atInfo().addKeyValue("address", url).log("Redis is connected");
  }

  void lost(String reason) {
    log.atWarn()
        .addKeyValue("reason", reason)
        .log("Redis is not reachable; blocks are shared without it until it is");
  }

  void notClosed(String reason) {
    log.atDebug().addKeyValue("reason", reason).log("a connection to Redis did not close in order");
  }
}
