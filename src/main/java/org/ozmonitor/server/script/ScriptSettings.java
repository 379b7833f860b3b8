package org.ozmonitor.server.script;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Settings of scripts. Immutable.
///
/// @param ownIsolation of the scripts of the tenant that `--config-dir` configures; those of every
///     other tenant are sandboxed
/// @param maxParallel filter scripts that run at the same time, and as many script triggers, at
///     least 1
/// @param memoryBytes of a sandboxed script with all its processes
/// @param maxTimeout a sandboxed script gets no more time than this
/// @param directory for input and scripts that are too long for an argument; made where absent
/// @param hidden paths that a sandboxed script must not see, wherever they are
public record ScriptSettings(
    Isolation ownIsolation,
    int maxParallel,
    long memoryBytes,
    Duration maxTimeout,
    Path directory,
    List<Path> hidden) {
  public ScriptSettings {
    hidden = List.copyOf(hidden);
  }

  /// How many scripts of one tenant may run while others wait: one tenant's slow scripts must not
  /// hold up those of all.
  public int perTenant() {
    return (maxParallel + 1) / 2;
  }
}
