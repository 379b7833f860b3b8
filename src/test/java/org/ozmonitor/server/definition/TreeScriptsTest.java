package org.ozmonitor.server.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ozmonitor.core.definition.FilterScript;
import org.ozmonitor.core.problem.Problem;

final class TreeScriptsTest {
  @TempDir Path root;

  private TreeBuilder tree;

  @BeforeEach
  void build() {
    tree = TreeBuilder.sound(root.resolve("a"));
  }

  @Test
  void readsEachScriptOnce() {
    tree.file("filters/a.sh", "echo true");
    monitorWith("m", "a/filters/a.sh");
    monitorWith("n", "a/filters/a.sh");
    tree.file("triggers/script.json", "{\"run\": " + trigger("a/filters/a.sh") + "}");

    ConfigurationTree read = tree.read();

    assertThat(read.errors()).isEmpty();
    assertThat(read.scripts())
        .extracting(TreeEntry::definition)
        .containsExactly(new FilterScript("a/filters/a.sh", "echo true"));
    assertThat(read.monitors()).hasSize(3);
  }

  @Test
  void tellsTreesApartByTheirScripts() {
    tree.file("filters/a.sh", "echo true");
    monitorWith("m", "a/filters/a.sh");
    String before = tree.read().fingerprint();

    tree.file("filters/a.sh", "echo false");

    assertThat(tree.read().fingerprint()).isNotEqualTo(before);
  }

  @Test
  void refusesWhatNoInterpreterTakes() throws IOException {
    Files.createDirectories(root.resolve("a/filters"));
    Files.write(root.resolve("a/filters/a.sh"), new byte[] {'e', (byte) 0xff});
    monitorWith("m", "a/filters/a.sh");
    tree.file("filters/b.sh", "echo \0");
    monitorWith("n", "a/filters/b.sh");
    tree.file("filters/c.sh", "#".repeat(FilterScript.MAX_BYTES + 1));
    monitorWith("o", "a/filters/c.sh");

    ConfigurationTree read = tree.read();

    assertThat(read.errors())
        .extracting(Problem::rule)
        .containsExactly(
            "script.text",
            "script.unreadable",
            "script.text",
            "script.unreadable",
            "script.size",
            "script.unreadable");
    assertThat(read.monitors()).hasSize(1);
    assertThat(read.refused()).contains("monitors/m.json", "monitors/n.json", "monitors/o.json");
  }

  private void monitorWith(String name, String path) {
    tree.file(
        "monitors/" + name + ".json",
        TreeBuilder.monitorJson(name, "eth", "hook")
            .replace(
                "\"trigger_conditions\": []",
                """
                "trigger_conditions": [{"script_path": "%s", "language": "Bash",
                  "arguments": ["--x"], "timeout_ms": 1000, "on_error": "retry"}]\
                """
                    .formatted(path)));
  }

  private static String trigger(String path) {
    return """
    {"name": "Run", "trigger_type": "script", "config": {
      "language": "Bash", "script_path": "%s", "timeout_ms": 1000}}
    """
        .formatted(path);
  }
}
