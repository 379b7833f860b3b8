package org.ozmonitor.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ozmonitor.fixture.ExampleTree;
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
  void checkAcceptsTheExamplesOfUpstream() throws IOException {
    Path tree = ExampleTree.copyTo(directory);
    Files.writeString(directory.resolve(".env"), ExampleTree.VARIABLE + "=key\n");

    Outcome outcome = run("check", "--config-dir", tree.toString());

    assertThat(outcome.exit()).as(outcome.output() + outcome.errors()).isZero();
    assertThat(outcome.output())
        .contains("chain not available")
        .contains("35 networks, 6 monitors, 19 triggers are valid; 0 errors, ");
  }

  @Test
  void checkSaysWhichRuleIsBrokenWhere() {
    Tree tree =
        goodTree()
            .eventMonitor("Wrong", "ethereum_mianet", ADDRESS, "value > 1")
            .network("base", "http://127.0.0.1:1", new JsonObject().put("block_time", 99));

    Outcome outcome = run("check", "--config-dir", tree.root().toString());

    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.output())
        .contains(
            "error networks/base.json: block_time: is not a known key, did you mean"
                + " \"block_time_ms\"? [network.unknown_key]")
        .contains(
            "error monitors/Wrong.json: networks[0]: names \"ethereum_mianet\", which no valid"
                + " network file defines, did you mean \"ethereum_mainnet\"?"
                + " [monitor.networks.unknown]")
        .contains("warning networks/ethereum_mainnet.json: rpc_urls[0].url: is not encrypted")
        .contains("2 errors, ");
  }

  @Test
  void checkObeysTheSettings() throws IOException {
    Path settings =
        Files.writeString(directory.resolve("none.yaml"), "limits:\n  any_address_monitors: 0\n");
    Tree tree = goodTree();
    tree.write(
        "monitors/Any.json",
        new JsonObject(
            """
            {"name": "Any", "networks": ["ethereum_mainnet"], "paused": false, "addresses": [],
             "any_address": true, "match_conditions": {"functions": [], "events": [],
               "transactions": [{"status": "Failure"}]},
             "trigger_conditions": [], "triggers": ["hook"]}
            """));

    assertThat(run("check", "--config-dir", tree.root().toString()).exit()).isZero();
    Outcome bounded =
        run("check", "--config-dir", tree.root().toString(), "-conf", settings.toString());

    assertThat(bounded.exit()).isEqualTo(1);
    assertThat(bounded.output())
        .contains("error monitors/Any.json: any_address: is one more than the 0 monitors");
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
