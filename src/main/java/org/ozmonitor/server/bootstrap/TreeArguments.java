package org.ozmonitor.server.bootstrap;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.ozmonitor.core.tenant.Tenant;
import org.ozmonitor.server.definition.TenantTree;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/// The trees of a node: `--config-dir DIR`, `--config-dir TENANT=DIR`, again for each tenant.
/// Stateless.
final class TreeArguments {
  private static final String OPTION = "--config-dir";

  private TreeArguments() {}

  static OptionSpec option() {
    return builder().build();
  }

  static OptionSpec required() {
    return builder().required(true).build();
  }

  private static OptionSpec.Builder builder() {
    return OptionSpec.builder("-config-dir", OPTION)
        .paramLabel("[TENANT=]DIR")
        .arity("1")
        .type(List.class)
        .auxiliaryTypes(String.class)
        .description(
            "Configuration tree of OpenZeppelin Monitor: networks, monitors, triggers, filters."
                + " Once for each tenant.");
  }

  /// @throws WrongArgumentException when a tenant has two
  static List<TenantTree> read(ParseResult result) {
    List<String> given = result.matchedOptionValue(OPTION, List.of());
    List<TenantTree> trees = new ArrayList<>();
    Set<String> tenants = new HashSet<>();
    for (String text : given) {
      TenantTree tree = read(text);
      if (!tenants.add(tree.tenant())) {
        throw new WrongArgumentException(
            "%s is given twice for the tenant %s".formatted(OPTION, tree.tenant()));
      }
      trees.add(tree);
    }
    return List.copyOf(trees);
  }

  /// What stands before the first `=` is a tenant where it can be one: `./a=b` is a directory.
  static TenantTree read(String text) {
    int equals = text.indexOf('=');
    return equals > 0 && Tenant.isSlug(text.substring(0, equals))
        ? new TenantTree(text.substring(0, equals), Path.of(text.substring(equals + 1)))
        : TenantTree.own(Path.of(text));
  }
}
