package org.ozmonitor.server.config;

import java.util.Locale;
import java.util.Optional;

/// Settings of the log on standard error. Immutable.
///
/// @param format empty: text on a terminal, else JSON
public record LogConfig(Level level, Optional<Format> format) {
  /// The least important that is written.
  public enum Level {
    ERROR,
    WARN,
    INFO,
    DEBUG,
    TRACE,
    OFF;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// How a line looks.
  public enum Format {
    TEXT,
    JSON;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static LogConfig read(Settings settings) {
    return new LogConfig(
        settings.choice("log.level", Level.class, Level.INFO),
        settings.optionalChoice("log.format", Format.class));
  }
}
