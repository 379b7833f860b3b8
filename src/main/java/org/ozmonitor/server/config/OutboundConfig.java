package org.ozmonitor.server.config;

/// What may be connected to. Immutable.
///
/// @param allowPrivate whether addresses of the own machine and of private networks may be
public record OutboundConfig(boolean allowPrivate) {
  static OutboundConfig read(Settings settings) {
    return new OutboundConfig(settings.flag("outbound.allow_private", false));
  }
}
