package org.ozmonitor.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ozmonitor.fixture.EmbeddedServerFiles;
import org.ozmonitor.fixture.NodeProcess;
import org.ozmonitor.fixture.Sql;
import org.ozmonitor.fixture.Stage;
import org.ozmonitor.fixture.WrittenTree;
import org.ozmonitor.server.demo.Report;

/// Every monitor has a filter script, and `kill -9` comes while scripts run: each alert arrives in
/// the end, and repeats carry the same id.
final class ScreeningCrashIT {
  private static final long SEED = 23;
  private static final int KILLS = 3;

  @TempDir private Path directory;

  @Test
  void losesNothingWhenScriptsAreCutShort() throws IOException {
    try (Stage stage = Stage.restless(directory, SEED, Duration.ZERO)) {
      screenAll(stage.tree());
      stage.startChain();
      for (int kill = 1; kill <= KILLS; kill++) {
        try (NodeProcess node = NodeProcess.mortal(directory, stage.tree()).start()) {
          node.awaitReady();
          try (Sql sql = new EmbeddedServerFiles(directory.resolve("data")).connect()) {
            sql.awaitSome(
                "a claimed screening",
                "SELECT count(*) FROM screenings WHERE claimed_until > ozm_now()");
          }
          node.kill();
        }
      }

      try (NodeProcess node = NodeProcess.mortal(directory, stage.tree()).start()) {
        node.awaitReady();
        stage.stopChain();
        Report report = stage.drain(Duration.ofSeconds(90));

        assertThat(report.expected()).isGreaterThan(10);
        assertThat(report.lost()).as("lost in %s", report).isZero();
        assertThat(report.repeatedNewId()).as("repeated under a new id in %s", report).isZero();
        assertThat(report.wronglyStanding()).as("wrongly standing in %s", report).isZero();
        try (Sql sql = new EmbeddedServerFiles(directory.resolve("data")).connect()) {
          assertThat(sql.number("SELECT count(*) FROM evaluation_errors")).isZero();
          assertThat(sql.number("SELECT count(*) FROM matches WHERE state = 'screening'")).isZero();
        }
      }
    }
  }

  private void screenAll(Path tree) throws IOException {
    Path script = directory.resolve("keep.sh");
    Files.writeString(script, "grep -q monitor_match && sleep 0.02 && echo false\n");
    var conditions =
        new JsonArray()
            .add(
                new JsonObject()
                    .put("script_path", script.toString())
                    .put("language", "Bash")
                    .putNull("arguments")
                    .put("timeout_ms", 20_000));
    new WrittenTree(tree).amendMonitors(new JsonObject().put("trigger_conditions", conditions));
  }
}
