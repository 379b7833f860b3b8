package org.ozmonitor.server.bootstrap;

import java.io.Console;
import java.util.Optional;
import org.ozmonitor.server.config.LogConfig;

/// Tells `logback.xml` what the settings say. Must run before the first logger is made.
final class LogSetup {
  private LogSetup() {}

  static void apply(LogConfig log) {
    LogConfig.Format format =
        log.format().orElse(isTerminal() ? LogConfig.Format.TEXT : LogConfig.Format.JSON);
    System.setProperty("OZM_LOG_FORMAT", format.toString());
    System.setProperty("OZM_LOG_LEVEL", log.level().toString());
    // The Vert.x and Hazelcast logs go the same way.
    System.setProperty(
        "vertx.logger-delegate-factory-class-name",
        "io.vertx.core.logging.SLF4JLogDelegateFactory");
    System.setProperty("hazelcast.logging.type", "slf4j");
  }

  /// For commands whose output is data: only what somebody must act upon is logged.
  static void quiet() {
    apply(new LogConfig(LogConfig.Level.WARN, Optional.empty()));
  }

  static boolean isTerminal() {
    return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
  }
}
