package org.ozmonitor.server.definition;

/// How much one tenant's tree may ask for. Immutable.
///
/// @param anyAddressMonitors monitors with `any_address`, from 0
public record TreeLimits(int anyAddressMonitors) {
  /// The setting that bounds monitors with `any_address`.
  public static final String ANY_ADDRESS_MONITORS = "limits.any_address_monitors";

  /// What holds unless settings say otherwise.
  public static final TreeLimits DEFAULT = new TreeLimits(100);
}
