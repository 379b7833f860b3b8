package org.ozmonitor.server.config;

/// Where `/health`, `/ready` and `/metrics` are served, in every mode. Immutable.
///
/// @param port 0: any free port
public record ManagementConfig(String host, int port) {
  static ManagementConfig read(Settings settings) {
    return new ManagementConfig(
        settings.text("management.host", "127.0.0.1"),
        settings.integer("management.port", 3000, 0, 65_535));
  }
}
