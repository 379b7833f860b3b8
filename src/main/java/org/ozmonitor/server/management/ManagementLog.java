package org.ozmonitor.server.management;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Every log line of the management port. Thread-safe.
final class ManagementLog {
  private static final Logger log = LoggerFactory.getLogger(ManagementLog.class);

  private ManagementLog() {}

  static void listens(String host, int port) {
    log.atInfo().addKeyValue("host", host).addKeyValue("port", port).log("management port listens");
  }

  static void answerUnread(Throwable cause) {
    log.debug("answer was not read", cause);
  }

  static void failed(String path, Throwable cause) {
    log.atWarn().addKeyValue("path", path).setCause(cause).log("request could not be answered");
  }

  /// An operator changed something.
  static void asked(String what, String by) {
    log.atInfo().addKeyValue("action", what).addKeyValue("from", by).log("asked by an operator");
  }

  static void refused(String what, String by) {
    log.atWarn()
        .addKeyValue("action", what)
        .addKeyValue("from", by)
        .log("refused: no token, or a wrong one");
  }
}
