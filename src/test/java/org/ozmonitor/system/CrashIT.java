package org.ozmonitor.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ozmonitor.fixture.EmbeddedServerFiles;
import org.ozmonitor.fixture.LogCheck;
import org.ozmonitor.fixture.NodeProcess;
import org.ozmonitor.fixture.Sql;
import org.ozmonitor.fixture.Stage;
import org.ozmonitor.server.demo.Report;

/// `kill -9` at seeded moments, each with a delivery in flight, some taking the database server
/// along:
/// every alert arrives in the end, and repeats carry the same id.
@Tag("path")
final class CrashIT {
  private static final long SEED = 11;

  /// Less with the event bus muted: what that changes shows at every start.
  private static final int KILLS = NodeProcess.isBusMuted() ? 4 : 10;

  private static final List<Integer> WITH_SERVER = List.of(3, 6, 9);

  @TempDir private Path directory;

  @Test
  void losesNothingHoweverOftenItIsKilled() throws IOException {
    SplittableRandom random = new SplittableRandom(SEED);
    try (Stage stage = Stage.restless(directory, SEED, Duration.ofMillis(150))) {
      stage.startChain();
      for (int kill = 1; kill <= KILLS; kill++) {
        try (NodeProcess node = NodeProcess.mortal(directory, stage.tree()).start()) {
          node.awaitReady();
          pause(200 + random.nextInt(1200));
          EmbeddedServerFiles server = new EmbeddedServerFiles(directory.resolve("data"));
          try (Sql sql = server.connect()) {
            // the worst moment: a request is on its way, and nobody has written down how it ended
            sql.awaitSome(
                "a claimed delivery",
                "SELECT count(*) FROM delivery_queue WHERE claimed_until > ozm_now()");
          }
          node.kill();
          if (WITH_SERVER.contains(kill)) {
            server.kill();
          }
        }
      }

      try (NodeProcess node = NodeProcess.mortal(directory, stage.tree()).start()) {
        node.awaitReady();
        pause(2_000);
        stage.stopChain();
        Report report = stage.drain(Duration.ofSeconds(90));

        assertThat(report.expected()).isGreaterThan(50);
        assertThat(report.lost()).as("lost in %s", report).isZero();
        assertThat(report.repeatedNewId()).as("repeated under a new id in %s", report).isZero();
        assertThat(report.wronglyStanding()).as("wrongly standing in %s", report).isZero();
        try (Sql sql = new EmbeddedServerFiles(directory.resolve("data")).connect()) {
          assertThat(LogCheck.assertSound(sql)).isGreaterThan(10);
          assertThat(sql.number("SELECT max(epoch) FROM block_log")).isGreaterThan(KILLS / 2);
        }
      }
      try (Stream<Path> logs = Files.list(directory)) {
        assertThat(logs.filter(log -> log.toString().endsWith(".log"))).hasSize(KILLS + 1);
      }
    }
  }

  private static void pause(long millis) {
    await().pollDelay(Duration.ofMillis(millis)).until(() -> true);
  }
}
