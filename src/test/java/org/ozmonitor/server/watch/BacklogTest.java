package org.ozmonitor.server.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class BacklogTest {
  private static final UUID ONE = new UUID(0, 1);
  private static final UUID TWO = new UUID(0, 2);
  private static final long PATIENCE = Backlog.PATIENCE.toNanos();

  private final Backlog backlog = new Backlog(100, 1000);

  BacklogTest() {
    for (int seq = 1; seq <= 10; seq++) {
      backlog.add(seq, 10);
    }
  }

  @Test
  void isFullWhenLanesHaveReadNothing() {
    backlog.observe(Map.of(ONE, 0L), 0);

    assertThat(backlog.room()).isZero();
  }

  @Test
  void waitsForTheSlowestLaneThatMoves() {
    backlog.observe(Map.of(ONE, 7L, TWO, 3L), 0);

    assertThat(backlog.room()).isEqualTo(30);
  }

  @Test
  void doesNotWaitForALaneThatStandsStill() {
    backlog.observe(Map.of(ONE, 1L, TWO, 1L), 0);
    backlog.observe(Map.of(ONE, 1L, TWO, 5L), PATIENCE);
    assertThat(backlog.room()).isEqualTo(50);

    backlog.observe(Map.of(ONE, 2L, TWO, 9L), PATIENCE + 1);
    assertThat(backlog.room()).as("what was dropped stays dropped").isEqualTo(50);
  }

  @Test
  void doesNotWaitForALaneThatMovesFarBehindAnother() {
    backlog.observe(Map.of(ONE, 5L, TWO, -1000L), 0);
    assertThat(backlog.room()).as("the other one has itself to read half").isZero();

    backlog.observe(Map.of(ONE, 8L, TWO, -900L), 1);
    assertThat(backlog.room()).isEqualTo(80);
  }

  @Test
  void waitsForTheOnlyLaneHoweverFarBehind() {
    backlog.observe(Map.of(ONE, -1000L), 0);
    backlog.observe(Map.of(ONE, -900L), 1);

    assertThat(backlog.room()).isZero();
  }

  @Test
  void waitsForALaneThatHadNothingToReadForLong() {
    backlog.observe(Map.of(ONE, 10L), 0);
    backlog.add(11, 60);
    backlog.add(12, 60);

    backlog.observe(Map.of(ONE, 10L), 2 * PATIENCE);
    assertThat(backlog.room()).isEqualTo(-20);

    backlog.observe(Map.of(ONE, 10L), 3 * PATIENCE);
    assertThat(backlog.room()).as("now it stands still").isEqualTo(100);
  }

  @Test
  void waitsAWhileForTheFirstLane() {
    backlog.observe(Map.of(), 0);
    backlog.observe(Map.of(), PATIENCE - 1);
    assertThat(backlog.room()).isZero();

    backlog.observe(Map.of(), PATIENCE);
    assertThat(backlog.room()).isEqualTo(100);
  }

  @Test
  void countsALaneThatHasJustCome() {
    backlog.observe(Map.of(ONE, 10L), 0);
    assertThat(backlog.room()).isEqualTo(100);
    backlog.add(11, 60);
    backlog.add(12, 60);

    backlog.observe(Map.of(ONE, 12L, TWO, 11L), 2 * PATIENCE);
    assertThat(backlog.room()).isEqualTo(40);
  }

  @Test
  void isFullWhenLanesHaveAsManyBlocksToReadAsAreAllowed() {
    Backlog few = new Backlog(1_000_000, 4);
    for (int seq = 1; seq <= 4; seq++) {
      assertThat(few.blocks()).isEqualTo(5 - seq);
      few.add(seq, 10);
    }
    assertThat(few.room()).isZero();

    few.observe(Map.of(ONE, 1L), 0);
    assertThat(few.blocks()).isEqualTo(1);
    assertThat(few.room()).isPositive();
  }

  @Test
  void doesNotWaitForALaneThatIsManyBlocksBehindAnother() {
    Backlog few = new Backlog(1_000_000, 8);
    for (int seq = 1; seq <= 8; seq++) {
      few.add(seq, 10);
    }

    few.observe(Map.of(ONE, 8L, TWO, -500L), 0);

    assertThat(few.blocks()).isEqualTo(8);
  }
}
