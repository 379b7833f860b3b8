package org.ozmonitor.server.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ozmonitor.core.definition.Network;
import org.ozmonitor.server.rpc.Endpoint;

/// Nothing is skipped unless that is allowed; what was skipped is recorded, and recovered.
class SkippedBlocksIT {
  private static final Network.Recovery RECOVERY =
      new Network.Recovery(true, "0 */5 * * * *", 4, 100, 2, 1000);

  private static WatchStage.Ground ground;

  private final WatchStage stage;

  SkippedBlocksIT(@TempDir Path files) {
    stage = new WatchStage(ground, files);
  }

  @BeforeAll
  static void open() {
    ground = new WatchStage.Ground();
  }

  @AfterAll
  static void close() {
    ground.close();
  }

  @Test
  void skipsNothingUnlessAllowed() {
    Endpoint one = stage.chain.endpoint("one", 10);
    BlockWatcher watcher = stage.watcher();
    stage.cycle(watcher);
    stage.chain.mine(one, 11, 60, "a");

    stage.cycle(watcher);

    assertThat(stage.log()).endsWith("BLOCK 19a", "BLOCK 20a");
  }

  @Test
  void recordsWhatItSkipsTogetherWithTheNewStart() {
    stage.maxPastBlocks = OptionalLong.of(5);
    Endpoint one = stage.chain.endpoint("one", 10);
    BlockWatcher watcher = stage.watcher();
    stage.cycle(watcher);
    stage.chain.mine(one, 11, 60, "a");

    stage.cycle(watcher);

    assertThat(stage.log())
        .containsExactly(
            "START 10 first seen",
            "BLOCK 10a",
            "START 55 skip_when_behind: 44 blocks, max_past_blocks 5",
            "BLOCK 55a",
            "BLOCK 56a",
            "BLOCK 57a",
            "BLOCK 58a",
            "BLOCK 59a",
            "BLOCK 60a");
    assertThat(stage.missed()).containsExactlyEntriesOf(Map.of(MissedBlocks.State.PENDING, 44L));
    assertThat(stage.registry.get("ozm.skipped.blocks").counter().count()).isEqualTo(44);
    assertThat(stage.registry.get("ozm.missed.blocks").tag("state", "pending").gauge().value())
        .isEqualTo(44);
  }

  @Test
  void orphansATipThatIsGoneBeforeItSkips() {
    stage.maxPastBlocks = OptionalLong.of(5);
    Endpoint one = stage.chain.endpoint("one", 10);
    BlockWatcher watcher = stage.watcher();
    stage.cycle(watcher);
    stage.chain.mine(one, 10, 60, "b");

    stage.cycle(watcher);
    stage.cycle(watcher);

    assertThat(stage.log())
        .startsWith("START 10 first seen", "BLOCK 10a", "ORPHAN 10a", "BLOCK 10b")
        .endsWith("BLOCK 59b", "BLOCK 60b");
  }

  @Test
  void recoversMissedBlocksOnTheirOwnScheduleAFewAtATime() {
    BlockWatcher watcher = skipping44Blocks();
    assertThat(watcher.recovery().dueInMs()).isEqualTo(300_000);

    stage.now.addAndGet(Duration.ofMinutes(5).toNanos());
    assertThat(watcher.recovery().dueInMs()).isZero();
    stage.recover(watcher, 60);

    assertThat(stage.log())
        .endsWith(
            "BLOCK 60a",
            "BLOCK 11a recovered",
            "BLOCK 12a recovered",
            "BLOCK 13a recovered",
            "BLOCK 14a recovered");
    assertThat(watcher.recovery().dueInMs()).as("the run is over").isEqualTo(300_000);
    assertThat(stage.missed())
        .containsOnly(
            Map.entry(MissedBlocks.State.PENDING, 40L),
            Map.entry(MissedBlocks.State.RECOVERED, 4L));

    stage.chain.mine(stage.chain.endpoints().getFirst(), 60, 62, "b");
    stage.cycle(watcher);
    assertThat(stage.log())
        .as("recovered blocks are no part of the chain that may reorganise")
        .endsWith("ORPHAN 60a", "BLOCK 60b");
  }

  @Test
  void triesAMissedBlockAsOftenAsAllowedAndGoesOn() {
    stage.recovery = new Network.Recovery(true, "0 */5 * * * *", 100, 100, 2, 1000);
    BlockWatcher watcher = skipping44Blocks();
    stage.chain.missing.add(13L);
    stage.now.addAndGet(Duration.ofMinutes(5).toNanos());

    stage.recover(watcher, 60);
    assertThat(stage.log()).endsWith("BLOCK 11a recovered", "BLOCK 12a recovered");
    stage.recover(watcher, 60);
    assertThat(watcher.recovery().dueInMs()).as("retry_delay_ms").isEqualTo(1000);
    stage.now.addAndGet(Duration.ofSeconds(1).toNanos());
    stage.recover(watcher, 60);
    stage.now.addAndGet(Duration.ofSeconds(1).toNanos());
    for (int i = 0; i < 8; i++) {
      stage.recover(watcher, 60);
    }

    assertThat(stage.missed())
        .containsOnly(
            Map.entry(MissedBlocks.State.RECOVERED, 43L), Map.entry(MissedBlocks.State.FAILED, 1L));
    assertThat(stage.log()).contains("BLOCK 54a recovered").doesNotContain("BLOCK 13a recovered");
  }

  @Test
  void givesUpMissedBlocksThatAreTooOld() {
    stage.recovery = new Network.Recovery(true, "0 */5 * * * *", 100, 20, 2, 1000);
    BlockWatcher watcher = skipping44Blocks();
    stage.now.addAndGet(Duration.ofMinutes(5).toNanos());

    stage.recover(watcher, 60);
    stage.recover(watcher, 60);
    stage.recover(watcher, 60);

    assertThat(stage.missed())
        .containsOnly(
            Map.entry(MissedBlocks.State.EXPIRED, 29L),
            Map.entry(MissedBlocks.State.RECOVERED, 15L));
  }

  @Test
  void givesUpNothingOnceTheLeaseIsAnothers() {
    stage.recovery = new Network.Recovery(true, "0 */5 * * * *", 100, 20, 2, 1000);
    BlockWatcher watcher = skipping44Blocks();
    stage.now.addAndGet(Duration.ofMinutes(5).toNanos());
    stage.loseTheLease();

    assertThatThrownBy(() -> stage.recover(watcher, 60)).isInstanceOf(LogMovedException.class);

    assertThat(stage.missed()).containsOnly(Map.entry(MissedBlocks.State.PENDING, 44L));
  }

  @Test
  void countsNoTrialOnceTheLeaseIsAnothers() {
    BlockWatcher watcher = skipping44Blocks();
    stage.chain.missing.add(11L);
    stage.now.addAndGet(Duration.ofMinutes(5).toNanos());
    stage.loseTheLease();

    assertThatThrownBy(() -> stage.recover(watcher, 60)).isInstanceOf(LogMovedException.class);
  }

  @Test
  void isNotPutOffByAClockThatWasAhead() {
    stage.now.addAndGet(Duration.ofDays(1).toNanos());
    BlockWatcher watcher = skipping44Blocks();

    stage.now.addAndGet(-Duration.ofDays(1).toNanos());

    assertThat(watcher.recovery().dueInMs()).isEqualTo(300_000);
  }

  @Test
  void recoversNothingWhereItIsNotEnabled() {
    stage.recovery = new Network.Recovery(false, "0 */5 * * * *", 4, 100, 2, 1000);

    assertThat(stage.watcher().recovery().dueInMs()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void recoversWhatSomebodyAsksForWhateverTheSettingsSay() {
    stage.recovery = new Network.Recovery(false, "0 */5 * * * *", 4, 100, 2, 1000);
    BlockWatcher watcher = skipping44Blocks();
    assertThat(watcher.recovery().lookInMs()).isZero();
    stage.recover(watcher, 60);
    assertThat(stage.log()).endsWith("BLOCK 60a");
    assertThat(watcher.recovery().lookInMs()).isEqualTo(10_000);

    assertThat(stage.ask(13, 15)).isEqualTo(3);
    assertThat(stage.ask(13, 15)).isZero();
    assertThat(stage.ask(5, 5)).isZero();
    stage.now.addAndGet(Duration.ofSeconds(10).toNanos());
    stage.recover(watcher, 60);
    stage.recover(watcher, 60);

    assertThat(stage.log())
        .endsWith("BLOCK 60a", "BLOCK 13a recovered", "BLOCK 14a recovered", "BLOCK 15a recovered");
    assertThat(stage.missed())
        .containsOnly(
            Map.entry(MissedBlocks.State.PENDING, 41L),
            Map.entry(MissedBlocks.State.RECOVERED, 3L));
  }

  private BlockWatcher skipping44Blocks() {
    stage.maxPastBlocks = OptionalLong.of(5);
    if (stage.recovery.equals(Network.Recovery.NONE)) {
      stage.recovery = RECOVERY;
    }
    Endpoint one = stage.chain.endpoint("one", 10);
    BlockWatcher watcher = stage.watcher();
    stage.cycle(watcher);
    stage.chain.mine(one, 11, 60, "a");
    stage.cycle(watcher);
    return watcher;
  }
}
