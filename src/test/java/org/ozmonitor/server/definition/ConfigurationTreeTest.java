package org.ozmonitor.server.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ozmonitor.core.problem.Problem;
import org.ozmonitor.server.codec.ScriptRoots;
import org.ozmonitor.server.codec.Secrets;

final class ConfigurationTreeTest {
  @TempDir Path directory;

  @Test
  void readsNetworksMonitorsAndTriggers() {
    ConfigurationTree tree = TreeBuilder.sound(directory).read();

    assertThat(tree.problems()).isEmpty();
    assertThat(tree.refused()).isEmpty();
    assertThat(tree.networks()).extracting(TreeEntry::name).containsExactly("eth");
    assertThat(tree.triggers()).extracting(TreeEntry::name).containsExactly("hook");
    assertThat(tree.monitors()).extracting(TreeEntry::source).containsExactly("monitors/usdc.json");
    assertThat(tree.monitors().getFirst().document()).startsWith("{\"addresses\":[],");
  }

  @Test
  void readsJsonFilesInAnyCaseAndNothingElse() {
    ConfigurationTree tree =
        TreeBuilder.sound(directory)
            .file("monitors/b.JSON", TreeBuilder.monitorJson("B", "eth"))
            .file("monitors/readme.md", "not read")
            .file("monitors/.x.json", TreeBuilder.monitorJson("X", "eth"))
            .read();

    assertThat(tree.problems()).isEmpty();
    assertThat(tree.monitors())
        .extracting(TreeEntry::source)
        .containsExactly("monitors/.x.json", "monitors/b.JSON", "monitors/usdc.json");
  }

  @Test
  void readsMapsOfNetworksAndMonitorsToo() {
    ConfigurationTree tree =
        TreeBuilder.sound(directory)
            .file(
                "networks/more.json", "{\"base\": " + TreeBuilder.networkJson("base", "Base") + "}")
            .file(
                "monitors/more.json",
                "{\"a\": %s, \"b\": %s}"
                    .formatted(
                        TreeBuilder.monitorJson("A", "base"),
                        TreeBuilder.monitorJson("B", "nowhere")))
            .read();

    assertThat(tree.monitors()).extracting(TreeEntry::name).containsExactly("a", "usdc");
    assertThat(tree.errors())
        .extracting(Problem::place)
        .containsExactly("monitors/more.json: b.networks[0]");
  }

  @Test
  void findsNetworksBySlugAndByFileStem() {
    ConfigurationTree tree =
        new TreeBuilder(directory)
            .file("networks/mainnet.json", TreeBuilder.networkJson("eth", "Ethereum"))
            .monitor("a", "A", "mainnet")
            .monitor("b", "B", "eth")
            .read();

    assertThat(tree.problems()).isEmpty();
    assertThat(tree.monitors())
        .extracting(entry -> entry.definition().networks())
        .containsExactly(List.of("eth"), List.of("eth"));
    assertThat(tree.monitors().getFirst().document()).contains("\"networks\":[\"eth\"]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          networks | tree.directory.missing
          monitors | tree.directory.missing
          triggers | tree.directory.missing
          """)
  void missesDirectories(String kind, String rule) {
    TreeBuilder builder = new TreeBuilder(directory).remove(kind);

    ConfigurationTree tree = builder.read();

    assertThat(rules(tree)).containsExactly(rule);
    assertThat(tree.keeps(kind + "/any.json")).isTrue();
  }

  @Test
  void refusesOnlyTheFileThatIsBroken() {
    ConfigurationTree tree =
        TreeBuilder.sound(directory)
            .file("monitors/bad.json", "{\"name\": \"Bad\"")
            .file("monitors/list.json", "[]")
            .read();

    assertThat(tree.monitors()).extracting(TreeEntry::name).containsExactly("usdc");
    assertThat(tree.refused()).containsExactlyInAnyOrder("monitors/bad.json", "monitors/list.json");
    assertThat(rules(tree)).containsExactly("json.syntax", "tree.file.type");
    assertThat(tree.keeps("monitors/bad.json")).isTrue();
    assertThat(tree.keeps("monitors/usdc.json")).isFalse();
  }

  @Test
  void refusesMonitorsWhoseTriggerOrNetworkIsRefused() {
    ConfigurationTree tree =
        TreeBuilder.sound(directory)
            .file("triggers/hooks.json", "{\"hook\": {}}")
            .network("base")
            .monitor("ok", "OK", "base")
            .monitor("lost", "Lost", "bsae")
            .read();

    assertThat(tree.monitors()).extracting(TreeEntry::name).containsExactly("ok");
    assertThat(rules(tree))
        .contains("monitor.triggers.unknown", "monitor.networks.unknown", "trigger.name.missing");
    assertThat(tree.errors().toString()).contains("did you mean \"base\"?");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '§',
      textBlock =
          """
          networks/x.json | network | base | § ETH§ | network.name.duplicate
          networks/x.json | network | eth  | Other  | network.slug.duplicate
          monitors/x.json | monitor | eth  | usdc   | monitor.name.duplicate
          triggers/x.json | trigger | k2   | hook   | trigger.name.duplicate
          """)
  void refusesTheSecondOfTwoNames(String file, String kind, String slug, String name, String rule) {
    String text =
        switch (kind) {
          case "network" -> TreeBuilder.networkJson(slug, name);
          case "monitor" -> TreeBuilder.monitorJson(name, slug);
          default -> "{\"" + slug + "\": " + TreeBuilder.webhookJson(name) + "}";
        };

    ConfigurationTree tree = TreeBuilder.sound(directory).file(file, text).read();

    assertThat(rules(tree)).containsExactly(rule);
    assertThat(tree.refused()).containsExactly(file);
  }

  @Test
  void lastsTheLastOfTwoTriggersWithOneKey() {
    ConfigurationTree tree =
        TreeBuilder.sound(directory)
            .file("triggers/z.json", "{\"hook\": " + TreeBuilder.webhookJson("Other") + "}")
            .read();

    assertThat(tree.errors()).isEmpty();
    assertThat(tree.problems()).extracting(Problem::rule).containsExactly("tree.key.repeated");
    assertThat(tree.triggers().getFirst().definition().name()).isEqualTo("Other");
  }

  @Test
  void checksSignaturesUnlessAllNetworksAreOfSolana() {
    String solana = TreeBuilder.networkJson("sol", "Solana").replace("EVM", "Solana");
    ConfigurationTree tree =
        TreeBuilder.sound(directory)
            .file("networks/sol.json", solana)
            .file("monitors/a.json", TreeBuilder.monitorJson("A", "sol").replace("E()", "transfer"))
            .file("monitors/b.json", TreeBuilder.monitorJson("B", "eth").replace("E()", "transfer"))
            .file("monitors/c.json", TreeBuilder.monitorJson("C", "eth").replace("E()", " E(a) "))
            .read();

    assertThat(tree.monitors()).extracting(TreeEntry::name).containsExactly("a", "c", "usdc");
    assertThat(rules(tree)).containsExactly("monitor.signature.form");
  }

  @Test
  void comparesTreesByTheirContents() {
    TreeBuilder builder = TreeBuilder.sound(directory);
    String before = builder.read().fingerprint();

    assertThat(builder.read().fingerprint()).isEqualTo(before).hasSize(64);
    assertThat(builder.monitor("usdc", "USDC 2", "eth").read().fingerprint()).isNotEqualTo(before);
    assertThat(builder.monitor("usdc", "USDC", "eth", "hook").read().fingerprint())
        .isEqualTo(before);
  }

  @Test
  void parsesAgainOnlyWhatChanged() {
    TreeBuilder builder = TreeBuilder.sound(directory).monitor("b", "B", "eth");
    var reader =
        new TreeReader(
            directory,
            new Secrets(Map.of()),
            TreeLimits.DEFAULT,
            ScriptRoots.open(directory),
            TreeReader.Known.NOTHING);
    ConfigurationTree first = reader.read();

    builder.monitor("b", "B2", "eth");
    ConfigurationTree second = reader.read();

    assertThat(second.monitors().get(1)).isSameAs(first.monitors().get(1));
    assertThat(second.monitors().getFirst().definition().name()).isEqualTo("B2");
  }

  @Test
  void saysOnceWhatIsNotActedUponYet() {
    String network =
        TreeBuilder.networkJson("base", "Base")
            .replace("\"block_time_ms\"", "\"max_past_blocks\": 50, \"block_time_ms\"");

    ConfigurationTree tree =
        TreeBuilder.sound(directory)
            .file("networks/base.json", network)
            .file("networks/two.json", network.replace("base", "two").replace("Base", "Two"))
            .read();

    assertThat(ConfigurationCheck.check(tree, List.of()))
        .extracting(Problem::toString)
        .contains(
            "networks/base.json, networks/two.json: max_past_blocks is not acted upon yet: no block"
                + " is skipped after downtime unless skip_when_behind is true"
                + " [network.max_past_blocks.not_acted_upon]");
  }

  private static List<String> rules(ConfigurationTree tree) {
    return tree.errors().stream().map(Problem::rule).toList();
  }
}
