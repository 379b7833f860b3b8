package org.ozmonitor.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ozmonitor.fixture.EmbeddedServerFiles;
import org.ozmonitor.fixture.JarCommand;
import org.ozmonitor.fixture.JarCommand.Outcome;
import org.ozmonitor.fixture.NodeProcess;
import org.ozmonitor.fixture.Sql;
import org.ozmonitor.fixture.Stage;
import org.ozmonitor.fixture.TestDatabase;
import org.ozmonitor.fixture.TestSeal;

/// The commands `import` and `tenants` of the packaged jar, on the database of a node that runs.
final class TenantCommandsIT {
  private static final Duration AT_ONCE = Duration.ofSeconds(1);

  @TempDir private Path directory;

  private String databaseUrl = "embedded";

  @Test
  void runningNodeActsOnImportsAndTenantsWithinASecond() throws IOException {
    try (Stage stage = Stage.restless(directory, 5, Duration.ZERO).startChain();
        NodeProcess node = NodeProcess.in(directory, "node").arguments("all").start().awaitReady();
        Sql sql = new EmbeddedServerFiles(directory.resolve("data")).connect()) {
      int port = node.managementPort();
      String tree = stage.tree().toString();

      Outcome trial = run("import", tree, "--tenant", "acme", "--dry-run");
      assertThat(trial.exit()).as(trial.output() + trial.errors()).isZero();
      assertThat(trial.output()).contains("acme: ", "not imported (--dry-run)");
      assertThat(gauge(port, "monitors_active")).isZero();

      Outcome imported = run("import", tree, "--tenant", "acme");
      assertThat(imported.exit()).as(imported.output() + imported.errors()).isZero();
      await().atMost(AT_ONCE).until(() -> gauge(port, "monitors_active") > 0);
      double active = gauge(port, "monitors_active");
      await("alerts of the imported monitors").until(() -> !stage.received().isEmpty());

      Outcome suspended =
          run("tenants", "set", "acme", "--status", "suspended", "--priority", "high");
      assertThat(suspended.exit()).as(suspended.output() + suspended.errors()).isZero();
      await().atMost(AT_ONCE).until(() -> gauge(port, "monitors_active") == 0);
      long version = sql.number("SELECT version FROM config_head");
      assertThat(suspended.output()).isEqualTo("acme: from version %d on\n".formatted(version));
      assertThat(run("tenants", "list").output())
          .contains("acme  suspended  high  %d monitors  no limits  acme".formatted((int) active))
          .contains("default  active  normal  0 monitors");

      assertThat(run("tenants", "set", "acme", "--status", "active").exit()).isZero();
      await().atMost(AT_ONCE).until(() -> gauge(port, "monitors_active") == active);
      long found =
          sql.number(
              """
              SELECT count(*) FROM matches m
              JOIN block_log b ON b.network_id = m.network_id AND b.seq = m.seq
              WHERE m.state <> 'retracted' AND b.config_version = %d\
              """
                  .formatted(version));
      assertThat(found).as("matches in blocks of the suspension").isZero();
    }
  }

  @Test
  void refusesWhatIsWrongWithCodesThatTellWhy() throws IOException {
    Vertx vertx = Vertx.vertx();
    try (TestDatabase database = TestDatabase.create(vertx)) {
      databaseUrl = database.databaseUrl();
      refuses();
    } finally {
      vertx.close().timeout(10, TimeUnit.SECONDS).await();
    }
  }

  private void refuses() throws IOException {
    Path bad = Files.writeString(directory.resolve("bad.json"), "{\"network_type\": \"EVM\"");

    Outcome syntax = run("import", bad.toString(), "--tenant", "acme");
    assertThat(syntax.exit()).isEqualTo(1);
    assertThat(syntax.output()).contains("error bad.json", "[json.syntax]", "nothing is imported");

    assertThat(run("import", bad.toString()).exit()).isEqualTo(2);
    assertThat(run("import", bad.toString(), "--tenant", "Not A Slug").exit()).isEqualTo(2);
    assertThat(run("tenants", "set", "acme", "--status", "asleep").exit()).isEqualTo(2);
    Outcome unknown = run("tenants", "set", "acme", "--status", "active");
    assertThat(unknown.exit()).isEqualTo(1);
    assertThat(unknown.errors()).contains("there is no tenant acme");
    assertThat(run("tenants", "add", "acme", "--max-monitors", "3").exit()).isZero();
    assertThat(run("tenants", "add", "acme").exit()).isEqualTo(1);
    assertThat(run("tenants", "list").output()).contains("acme  active", "max_monitors=3");
  }

  private Outcome run(String... arguments) throws IOException {
    Path settings = directory.resolve("settings.yaml");
    Files.writeString(
        settings,
        """
        database_url: %s
        data_dir: %s
        secrets:
          key: %s
        """
            .formatted(databaseUrl, directory.resolve("data"), TestSeal.key('a')));
    String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--config";
    all[arguments.length + 1] = settings.toString();
    return JarCommand.run(directory, all);
  }

  private static double gauge(int port, String name) {
    return NodeProcess.get(port, "/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElse(0);
  }
}
