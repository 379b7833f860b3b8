package org.ozmonitor.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ozmonitor.fixture.EmbeddedServerFiles;
import org.ozmonitor.fixture.HeadStage;
import org.ozmonitor.fixture.LogCheck;
import org.ozmonitor.fixture.NodeProcess;
import org.ozmonitor.fixture.Sql;
import org.ozmonitor.server.demo.Report;

/// Reorganisations of depth 1 to 64 by seed, alerts at the head, and `kill -9` at random points:
/// each alert that stands is right, each wrong one is retracted, and of those that are held none is
/// sent that would have to be. What rules against noise keep back is what they would keep back of
/// the chain as it is in the end.
///
/// `-Dozm.reorganisation.kills=N` and `-Dozm.reorganisation.seed=S` make it longer
/// (`scripts/reorganisations`).
final class ReorganisationIT {
  private static final int KILLS = Integer.getInteger("ozm.reorganisation.kills", 2);
  private static final long SEED = Long.getLong("ozm.reorganisation.seed", 64);
  private static final int DEEPEST = 64;
  private static final int PER_ROUND = 4;

  private final SplittableRandom random = new SplittableRandom(SEED);

  @TempDir private Path directory;

  @Test
  void leavesNoWrongAlertStanding() {
    try (HeadStage stage = new HeadStage(directory, SEED)) {
      stage.mine(DEEPEST);
      for (int kill = 0; kill < KILLS; kill++) {
        try (NodeProcess node = NodeProcess.mortal(directory, stage.tree()).start()) {
          node.awaitReady();
          reorganise(stage, kill == 0);
          node.kill();
        }
      }
      try (NodeProcess node = NodeProcess.mortal(directory, stage.tree()).start()) {
        node.awaitReady();
        reorganise(stage, false);
        stage.mine(HeadStage.CONFIRMATIONS);
        drain(stage);

        judge(stage.atOnce(), stage.held());
        assertThat(stage.standingNowAndThen()).isEqualTo(stage.expectedNowAndThen());
        try (Sql sql = new EmbeddedServerFiles(directory.resolve("data")).connect()) {
          assertThat(LogCheck.assertSound(sql)).isGreaterThan(10);
          assertThat(
                  sql.number(
                      "SELECT count(*) FROM deliveries d JOIN matches m ON m.id = d.match_id"
                          + " WHERE d.held AND d.outcome IS NULL AND m.state <> 'detected'"))
              .as("held for a match that does not wait")
              .isZero();
        }
      }
    }
  }

  private static void judge(Report atOnce, Report held) {
    assertThat(atOnce.expected()).isGreaterThan(100);
    assertThat(atOnce.lost()).as("lost in %s", atOnce).isZero();
    assertThat(atOnce.wronglyStanding()).as("wrongly standing in %s", atOnce).isZero();
    assertThat(atOnce.repeatedNewId()).as("repeated under a new id in %s", atOnce).isZero();
    assertThat(atOnce.reorgsOfSentAlerts()).as("hit what was sent in %s", atOnce).isPositive();
    assertThat(atOnce.retracted()).as("retracted in %s", atOnce).isPositive();

    assertThat(held.expected()).isGreaterThan(50);
    assertThat(held.lost()).as("lost of those held in %s", held).isZero();
    assertThat(held.retracted()).as("held, but sent and retracted, in %s", held).isZero();
    assertThat(held.wronglyStanding()).as("sent too early, or wrong, in %s", held).isZero();
    assertThat(held.repeatedNewId()).as("repeated under a new id in %s", held).isZero();
  }

  /// Depths of all sizes alike; the first round has both ends. The last one hits what was sent, the
  /// others whatever is on its way.
  private void reorganise(HeadStage stage, boolean bothEnds) {
    for (int i = 0; i < PER_ROUND; i++) {
      stage.mine(1 + random.nextInt(4));
      if (i == PER_ROUND - 1) {
        await().atMost(Duration.ofMinutes(3)).until(() -> stage.atOnce().isSettled());
      } else {
        pause(100 + random.nextInt(900));
      }
      int depth = 1 << random.nextInt(7);
      depth += random.nextInt(Math.min(depth, DEEPEST - depth + 1));
      stage.reorganise(bothEnds && i == 0 ? DEEPEST : bothEnds && i == 1 ? 1 : depth);
      pause(random.nextInt(600));
    }
  }

  private static void drain(HeadStage stage) {
    try {
      await()
          .atMost(Duration.ofMinutes(3))
          .pollInterval(Duration.ofMillis(500))
          .until(
              () ->
                  stage.atOnce().isSettled()
                      && stage.held().isSettled()
                      && stage.standingNowAndThen().equals(stage.expectedNowAndThen()));
    } catch (ConditionTimeoutException e) {
      judge(stage.atOnce(), stage.held()); // says what is missing, as the caller does
    }
  }

  private static void pause(long millis) {
    await().pollDelay(Duration.ofMillis(millis)).until(() -> true);
  }
}
