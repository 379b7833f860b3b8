package org.ozmonitor.server.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// Where settings come from, lowest first: built-in, `commandDefaults`, `systemFile`, then
/// `./config.yaml` or `file`, `environment`, `flags`. Immutable.
///
/// @param commandDefaults what a command sets unless told otherwise, by dotted key
/// @param systemFile read if it exists
/// @param workingDirectory its `config.yaml` is read if it exists and no `file` is given
/// @param file must exist
/// @param flags from the command line, by dotted key
public record ConfigSources(
    Map<String, String> commandDefaults,
    Path systemFile,
    Path workingDirectory,
    Optional<Path> file,
    Map<String, String> environment,
    Map<String, String> flags) {
  public ConfigSources {
    commandDefaults = Map.copyOf(commandDefaults);
    environment = Map.copyOf(environment);
    flags = Map.copyOf(flags);
  }

  /// The sources of a process.
  public static ConfigSources ofProcess(
      Map<String, String> commandDefaults, Optional<Path> file, Map<String, String> flags) {
    return new ConfigSources(
        commandDefaults,
        Path.of("/etc/oz-monitor/config.yaml"),
        Path.of("").toAbsolutePath(),
        file,
        System.getenv(),
        flags);
  }
}
