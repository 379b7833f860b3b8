package org.ozmonitor.core.tenant;

import java.util.UUID;

/// The identity of a tenant. Immutable.
public record TenantId(UUID value) {
  /// The tenant that a configuration tree belongs to when none is named.
  public static final TenantId DEFAULT =
      new TenantId(UUID.fromString("00000000-0000-8000-8000-000000000001"));

  @Override
  public String toString() {
    return value.toString();
  }
}
