package org.ozmonitor.server.config;

import java.time.Duration;
import java.util.Locale;

/// Settings of filter scripts and script triggers. Immutable.
///
/// @param isolation of the scripts of the tree of `--config-dir`; those of tenants are always
///     sandboxed
/// @param maxParallel filter scripts that run at the same time on a node, and as many script
///     triggers, 1 to 1000
/// @param memoryMib of a sandboxed script with all its processes, 64 to 65 536
/// @param maxTimeout a sandboxed script gets no more time than this, at least 100 ms
public record ScriptsConfig(
    Isolation isolation, int maxParallel, int memoryMib, Duration maxTimeout) {
  /// How far a script is kept from the rest of the machine.
  public enum Isolation {
    TRUSTED,
    SANDBOXED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static ScriptsConfig read(Settings settings) {
    return new ScriptsConfig(
        settings.choice("scripts.isolation", Isolation.class, Isolation.SANDBOXED),
        settings.integer("scripts.max_parallel", 4, 1, 1000),
        settings.integer("scripts.memory_mib", 256, 64, 65_536),
        settings.duration("scripts.max_timeout", Duration.ofSeconds(30), Duration.ofMillis(100)));
  }
}
