package org.ozmonitor.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ozmonitor.fixture.EmbeddedServerFiles;
import org.ozmonitor.fixture.NodeProcess;
import org.ozmonitor.fixture.Sql;
import org.ozmonitor.fixture.Stage;
import org.ozmonitor.fixture.WrittenTree;
import org.ozmonitor.server.demo.ReceivedRequest;

/// Each monitor has rules against noise, and `kill -9` comes while blocks are evaluated: sent and
/// kept back is what a node that nobody disturbs sends and keeps back of the same blocks.
final class NoiseCrashIT {
  private static final long SEED = 41;
  private static final int KILLS = 4;
  private static final int BLOCKS = 120;

  /// The time of the simulated chain's block 0; each block is a second later.
  private static final Instant GENESIS = Instant.parse("2026-01-01T00:00:00Z");

  private final SplittableRandom random = new SplittableRandom(SEED);

  @TempDir private Path directory;

  /// A match as the rules left it.
  ///
  /// @param by the match that kept it back, if one did
  private record Decision(String match, String monitor, boolean kept, String by, String before) {}

  @Test
  void keepsBackTheSameAsWithoutKills() {
    try (Stage stage = Stage.still(directory, SEED)) {
      setRules(new WrittenTree(stage.tree()));
      Set<Decision> disturbed = evaluateWithKills(stage);
      Map<String, Set<String>> sent = idsByMatch(stage);
      Set<Decision> undisturbed = evaluate(stage, directory.resolve("undisturbed"));

      assertThat(disturbed).isEqualTo(undisturbed);
      assertThat(sent.values()).as("ids of a match").allMatch(ids -> ids.size() == 1);
      assertThat(sent.keySet())
          .isEqualTo(
              undisturbed.stream()
                  .filter(decision -> !decision.kept())
                  .map(Decision::match)
                  .collect(Collectors.toSet()));
      assertEachRuleBoth(undisturbed);
    }
  }

  private Set<Decision> evaluateWithKills(Stage stage) {
    int mined = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      try (NodeProcess node = NodeProcess.mortal(directory, stage.tree()).start()) {
        node.awaitReady();
        int wanted = 10 + random.nextInt(10);
        for (int block = 0; block < wanted; block++) {
          stage.mine(1);
          pause(random.nextInt(150));
        }
        mined += wanted;
        node.kill();
      }
    }
    stage.mine(BLOCKS - mined);
    return evaluate(stage, directory);
  }

  /// A node of this directory evaluates the chain to its end and delivers all.
  private static Set<Decision> evaluate(Stage stage, Path directory) {
    try (NodeProcess node = NodeProcess.mortal(directory, stage.tree()).start()) {
      node.awaitReady();
      try (Sql sql = new EmbeddedServerFiles(directory.resolve("data")).connect()) {
        sql.awaitSome(
            "a lane behind the last block",
            "SELECT count(*) FROM lane WHERE seq >="
                + " (SELECT seq FROM block_log WHERE kind = 'BLOCK' AND height = "
                + BLOCKS
                + ")");
        await("all is delivered")
            .atMost(Duration.ofSeconds(60))
            .until(() -> sql.number("SELECT count(*) FROM delivery_queue") == 0);
        return sql
            .rows(
                """
                SELECT m.id, r.slug, m.state = 'suppressed', m.suppressed_by, m.suppressed_before
                FROM matches m JOIN config_revision r ON r.entity_id = m.monitor_id\
                """)
            .stream()
            .map(
                row ->
                    new Decision(
                        row.get(0), row.get(1), row.get(2).equals("t"), row.get(3), row.get(4)))
            .collect(Collectors.toSet());
      }
    }
  }

  private static Map<String, Set<String>> idsByMatch(Stage stage) {
    return stage.received().stream()
        .filter(ReceivedRequest::isAccepted)
        .collect(
            Collectors.groupingBy(
                ReceivedRequest::match,
                Collectors.mapping(ReceivedRequest::id, Collectors.toSet())));
  }

  private static void setRules(WrittenTree tree) {
    tree.amendMonitors("large_alpha", new JsonObject().put("alert_threshold", threshold(3, 12)));
    tree.amendMonitors("treasury", new JsonObject().put("minimum_interval", "6s"));
    tree.amendMonitors("vault", new JsonObject().put("mute_windows", mutedBetween(20, 60)));
    tree.amendMonitors(
        "large_beta",
        new JsonObject()
            .put("alert_threshold", threshold(2, 10))
            .put("minimum_interval", "9s")
            .put("mute_windows", mutedBetween(70, 90)));
  }

  private static JsonObject threshold(int count, int seconds) {
    return new JsonObject().put("count", count).put("window", seconds + "s");
  }

  private static JsonArray mutedBetween(int first, int end) {
    return new JsonArray()
        .add(
            new JsonObject()
                .put("start", GENESIS.plusSeconds(first).toString())
                .put("end", GENESIS.plusSeconds(end).toString()));
  }

  private static void assertEachRuleBoth(Set<Decision> decisions) {
    Map<String, List<Decision>> byMonitor =
        decisions.stream().collect(Collectors.groupingBy(Decision::monitor));
    assertThat(byMonitor).hasSize(4);
    byMonitor.forEach(
        (monitor, all) -> {
          assertThat(all).as("sent by %s", monitor).anyMatch(one -> !one.kept());
          assertThat(all).as("kept back of %s", monitor).anyMatch(Decision::kept);
        });
  }

  private static void pause(long millis) {
    await().pollDelay(Duration.ofMillis(millis)).until(() -> true);
  }
}
