package org.ozmonitor.server.config;

/// Settings of the REST interface. Immutable.
///
/// @param port 0: any free port
/// @param rateLimit requests a minute and client, at least 1
public record ApiConfig(String host, int port, boolean corsEnabled, int rateLimit) {
  static ApiConfig read(Settings settings) {
    return new ApiConfig(
        settings.text("api.host", "127.0.0.1"),
        settings.integer("api.port", 3001, 0, 65_535),
        settings.flag("api.cors_enabled", true),
        settings.integer("api.rate_limit", 100, 1, Integer.MAX_VALUE));
  }
}
