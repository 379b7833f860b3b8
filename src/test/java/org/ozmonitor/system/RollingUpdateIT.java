package org.ozmonitor.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ozmonitor.fixture.NodeProcess;
import org.ozmonitor.fixture.Sql;
import org.ozmonitor.fixture.Stage;
import org.ozmonitor.fixture.TestDatabase;
import org.ozmonitor.server.demo.Report;
import org.ozmonitor.server.postgres.DatabaseUrl;
import org.ozmonitor.server.postgres.Migrations;

/// Nodes of this version while a later version migrates their database (decision 0036).
final class RollingUpdateIT {
  private static final String TIP = "SELECT tip_seq FROM lease WHERE name LIKE 'network:%'";

  @TempDir private Path directory;

  @Test
  void nodesGoOnWhileALaterVersionMigratesAndEndWhenTheyAreLeftBehind() {
    DatabaseUrl.Server url = TestDatabase.createEmpty();
    try (Stage stage = Stage.restless(directory, 47, Duration.ZERO).startChain();
        NodeProcess node = start(stage, url, "first").awaitReady();
        Sql sql = new Sql(url)) {
      await("blocks").atMost(Duration.ofSeconds(20)).until(() -> sql.number(TIP) > 3);

      assertThat(Migrations.run(url, "classpath:migrations/adds").schemaVersion()).isEqualTo("900");

      long tip = sql.number(TIP);
      await("the node goes on")
          .atMost(Duration.ofSeconds(10))
          .until(() -> sql.number(TIP) > tip + 3);
      try (NodeProcess second = start(stage, url, "second").awaitReady()) {
        assertThat(second.output()).contains("900");
        stage.stopChain();
        Report report = stage.drain(Duration.ofSeconds(30));
        assertThat(report.lost()).as("lost in %s", report).isZero();
        assertThat(report.repeatedSameId() + report.repeatedNewId())
            .as("repeated in %s", report)
            .isZero();

        var _ = Migrations.run(url, "classpath:migrations/adds", "classpath:migrations/raises");

        await("nodes that are left behind end")
            .atMost(Duration.ofSeconds(25))
            .until(() -> !node.isAlive() && !second.isAlive());
      }
      assertThat(node.exitValue()).isEqualTo(1);
      assertThat(node.output()).contains("migrated past what this version understands");
    }
  }

  private NodeProcess start(Stage stage, DatabaseUrl.Server url, String name) {
    return NodeProcess.in(directory.resolve(name), name)
        .setting(
            "database_url",
            "postgresql://%s:%s@%s:%d/%s"
                .formatted(url.user(), url.password(), url.host(), url.port(), url.database()))
        .setting("node_id", name)
        .arguments("all", "--config-dir", stage.tree().toString())
        .start();
  }
}
