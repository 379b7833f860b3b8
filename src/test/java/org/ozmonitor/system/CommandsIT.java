package org.ozmonitor.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ozmonitor.fixture.JarCommand;
import org.ozmonitor.fixture.JarCommand.Outcome;
import org.ozmonitor.fixture.Tree;

/// The commands of the packaged jar that end by themselves: output, exit codes, messages.
final class CommandsIT {
  private static final String ADDRESS = "0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48";

  @TempDir private Path directory;

  @Test
  void checkAcceptsAGoodTree() {
    Outcome outcome = run("check", "--config-dir", goodTree().root().toString());

    assertThat(outcome.exit()).as(outcome.output() + outcome.errors()).isZero();
  }

  @Test
  void checkNamesEveryProblemWithFileAndPath() {
    Tree tree = goodTree().network("Bad Slug", "ftp://nowhere", new JsonObject());

    Outcome outcome = run("check", "--config-dir", tree.root().toString());

    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.output())
        .contains("networks/Bad Slug.json")
        .contains("slug")
        .contains("rpc_urls[0]");
  }

  @Test
  void versionPrintsOneLine() {
    Outcome outcome = run("version");

    assertThat(outcome.exit()).isZero();
    assertThat(outcome.output().strip()).startsWith("ozmonitor ").hasLineCount(1);
  }

  @Test
  void refusesAnUnknownOptionAsWrongUsage() {
    Outcome outcome = run("all", "--config-dri", "x");

    assertThat(outcome.exit()).isEqualTo(2);
    assertThat(outcome.errors()).contains("--config-dri");
  }

  @Test
  void listsAllConfigurationProblemsAtOnce() throws IOException {
    Path file = directory.resolve("bad.yaml");
    Files.writeString(
        file, "worker:\n  max_tenants_per_worker: 0\n  max_tenant: 5\nlog:\n  level: loud\n");

    Outcome outcome = run("all", "-conf", file.toString());

    assertThat(outcome.exit()).isEqualTo(2);
    assertThat(outcome.errors())
        .contains("worker.max_tenants_per_worker")
        .contains("worker.max_tenant")
        .contains("log.level");
  }

  private Tree goodTree() {
    return new Tree(directory.resolve("tree"))
        .network("ethereum_mainnet", "http://127.0.0.1:1", new JsonObject())
        .eventMonitor("Transfers", "ethereum_mainnet", ADDRESS, "value > 1000")
        .webhook("http://127.0.0.1:2/hook");
  }

  private Outcome run(String... arguments) {
    return JarCommand.run(directory, arguments);
  }
}
