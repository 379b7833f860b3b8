package org.ozmonitor.server.config;

import java.util.OptionalInt;
import org.ozmonitor.core.tenant.TenantLimit;
import org.ozmonitor.core.tenant.TenantLimits;

/// What one tenant may ask for. Immutable.
///
/// @param anyAddressMonitors monitors that watch every address, 0 to 100 000
/// @param newTenants what a tenant may have that is made by an import or a configuration tree; from
///     then on its own limits hold
public record LimitsConfig(int anyAddressMonitors, TenantLimits newTenants) {
  /// What limits nothing, in settings and on the command line.
  public static final String UNLIMITED = "unlimited";

  static LimitsConfig read(Settings settings) {
    TenantLimits limits = TenantLimits.UNLIMITED;
    for (TenantLimit limit : TenantLimit.values()) {
      limits =
          limits.with(
              limit,
              settings.parsed("limits." + limit.word(), OptionalInt.empty(), LimitsConfig::parse));
    }
    return new LimitsConfig(
        settings.integer("limits.any_address_monitors", 100, 0, 100_000), limits);
  }

  /// A number above 0, or {@link #UNLIMITED}, which is empty.
  ///
  /// @throws IllegalArgumentException when it is neither
  public static OptionalInt parse(String text) {
    if (text.equals(UNLIMITED)) {
      return OptionalInt.empty();
    }
    if (!text.matches("[1-9][0-9]{0,8}")) {
      throw new IllegalArgumentException(
          "must be a whole number from 1 to 999999999, or " + UNLIMITED);
    }
    return OptionalInt.of(Integer.parseInt(text));
  }
}
