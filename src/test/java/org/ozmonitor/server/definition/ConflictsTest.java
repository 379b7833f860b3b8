package org.ozmonitor.server.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ozmonitor.core.problem.Problem;

/// What `check` says of several trees together.
class ConflictsTest {
  @TempDir Path directory;

  @Test
  void acceptsTreesThatDefineANetworkAlike() {
    var _ = tree("default");
    tree("acme").network("base");

    assertThat(conflicts("default", "acme")).isEmpty();
  }

  @Test
  void namesBothPlacesOfANetworkThatIsDefinedOtherwise() {
    var _ = tree("default");
    tree("acme")
        .file("networks/eth.json", TreeBuilder.networkJson("eth", "eth").replace("12000", "9000"));

    List<Problem> found = conflicts("default", "acme");

    assertThat(found).hasSize(1);
    assertThat(found.getFirst().toString())
        .startsWith("tenant acme: networks/eth.json: slug: ")
        .contains("networks/eth.json of the tenant default", "1 monitors")
        .endsWith("[network.slug.conflict]");
  }

  private TreeBuilder tree(String tenant) {
    return TreeBuilder.sound(directory.resolve(tenant));
  }

  private List<Problem> conflicts(String... tenants) {
    SequencedMap<TenantTree, ConfigurationTree> trees = new LinkedHashMap<>();
    for (String tenant : tenants) {
      trees.put(
          new TenantTree(tenant, directory.resolve(tenant)),
          new TreeBuilder(directory.resolve(tenant)).read());
    }
    return ConfigurationCheck.conflicts(trees);
  }
}
