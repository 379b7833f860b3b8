package org.ozmonitor.server.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ozmonitor.core.problem.Problem;
import org.ozmonitor.server.codec.Secrets;

/// The examples that OpenZeppelin Monitor ships.
final class ExampleTreeTest {
  @TempDir Path directory;

  @Test
  void acceptsAllButTheTelegramTokensThatUpstreamRefusesAsWell() throws IOException {
    Path examples = Path.of(System.getProperty("ozm.examples", "none")).resolve("oz-monitor");
    assumeTrue(Files.isDirectory(examples), "no examples at " + examples);
    Path tree = directory.resolve("config");
    copy(examples, tree);
    Path script = tree.resolve("triggers/scripts/custom_notification.sh");
    Files.createDirectories(script.getParent());
    Files.writeString(script, "true");
    for (String stem :
        Stream.of("evm_filter_block_number", "stellar_filter_block_number").toList()) {
      Files.createDirectories(tree.resolve("filters"));
      Files.writeString(tree.resolve("filters/" + stem + ".sh"), "echo false");
    }

    ConfigurationTree read =
        ConfigurationTree.read(tree, new Secrets(Map.of("MIDNIGHT_VIEWING_KEY", "key")));

    assertThat(read.errors()).extracting(Problem::rule).containsOnly("trigger.config.token.format");
    assertThat(read.networks()).hasSize(35);
    assertThat(read.monitors()).hasSize(6);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }
}
