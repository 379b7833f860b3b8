package org.ozmonitor.server.definition;

import java.nio.file.Path;
import org.ozmonitor.core.tenant.Tenant;
import org.ozmonitor.server.codec.ScriptRoots;

/// A configuration tree and whose it is. Immutable.
///
/// @param tenant slug
public record TenantTree(String tenant, Path directory) {
  /// The tree of the tenant that is meant when none is named.
  public static TenantTree own(Path directory) {
    return new TenantTree(Tenant.DEFAULT_SLUG, directory);
  }

  /// Whether it belongs to the tenant that is meant when none is named, which is whoever runs the
  /// node.
  public boolean isOwn() {
    return tenant.equals(Tenant.DEFAULT_SLUG);
  }

  ScriptRoots scriptRoots() {
    return isOwn() ? ScriptRoots.open(directory) : ScriptRoots.confined(directory);
  }
}
