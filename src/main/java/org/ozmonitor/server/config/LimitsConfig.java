package org.ozmonitor.server.config;

/// What one tenant may ask for. Immutable.
///
/// @param anyAddressMonitors monitors that watch every address, 0 to 100 000
public record LimitsConfig(int anyAddressMonitors) {
  static LimitsConfig read(Settings settings) {
    return new LimitsConfig(settings.integer("limits.any_address_monitors", 100, 0, 100_000));
  }
}
