package org.ozmonitor.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ozmonitor.fixture.LogCheck;
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
  void nodesAreReplacedWithoutLossAfterALaterVersionMigratesAndEndWhenTheyAreLeftBehind() {
    DatabaseUrl.Server url = TestDatabase.createEmpty();
    try (Stage stage = Stage.restless(directory, 47, Duration.ZERO).startChain();
        NodeProcess node = start(stage, url, "first").awaitReady();
        Sql sql = new Sql(url)) {
      await("blocks").until(() -> sql.number(TIP) > 3);

      assertThat(Migrations.run(url, "classpath:migrations/adds").schemaVersion()).isEqualTo("900");

      awaitBlocks(sql);
      try (NodeProcess second = start(stage, url, "second").awaitReady()) {
        assertThat(second.output()).contains("900");
        node.terminate();
        awaitBlocks(sql);
        stage.stopChain();
        Report report = stage.drain(Duration.ofSeconds(30));
        assertThat(report.lost()).as("lost in %s", report).isZero();
        assertThat(report.repeatedSameId() + report.repeatedNewId())
            .as("repeated in %s", report)
            .isZero();
        assertThat(LogCheck.assertSound(sql)).isGreaterThan(6);

        var _ = Migrations.run(url, "classpath:migrations/adds", "classpath:migrations/raises");

        await("a node that is left behind ends")
            .atMost(Duration.ofSeconds(25))
            .until(() -> !second.isAlive());
        assertThat(second.exitValue()).isEqualTo(1);
        assertThat(second.output()).contains("migrated past what this version understands");
      }
    }
  }

  private static void awaitBlocks(Sql sql) {
    long tip = sql.number(TIP);
    await("further blocks").until(() -> sql.number(TIP) > tip + 3);
  }

  private NodeProcess start(Stage stage, DatabaseUrl.Server url, String name) {
    return NodeProcess.in(directory.resolve(name), name)
        .database(url)
        .setting("node_id", name)
        .arguments("all", "--config-dir", stage.tree().toString())
        .start();
  }
}
