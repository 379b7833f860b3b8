package org.ozmonitor.server.definition;

import java.nio.file.Path;
import java.util.List;
import org.ozmonitor.core.problem.Problem;
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

  /// Problems with the tenant before their places, unless it is the one that is meant when none is
  /// named: files of different tenants may have the same name.
  public List<Problem> named(List<Problem> problems) {
    return isOwn() ? problems : problems.stream().map(this::named).toList();
  }

  private Problem named(Problem problem) {
    return new Problem(
        problem.severity(),
        "tenant %s: %s".formatted(tenant, problem.place()),
        problem.rule(),
        problem.message());
  }

  ScriptRoots scriptRoots() {
    return isOwn() ? ScriptRoots.open(directory) : ScriptRoots.confined(directory);
  }
}
