package org.ozmonitor.server.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ozmonitor.server.rpc.Endpoint;

/// How a watcher follows a chain that reorganises.
class FollowedReorganisationIT {
  private static WatchStage.Ground ground;

  private final WatchStage stage;

  FollowedReorganisationIT(@TempDir Path files) {
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
  void followsAReorganisationOfThreeBlocks() {
    Endpoint one = stage.chain.endpoint("one", 10);
    BlockWatcher watcher = stage.watcherFrom(5);
    stage.cycles(watcher, 2);

    stage.chain.mine(one, 8, 11, "b");
    stage.cycles(watcher, 2);

    assertThat(stage.log().subList(4, 14))
        .containsExactly(
            "BLOCK 8a",
            "BLOCK 9a",
            "BLOCK 10a",
            "ORPHAN 10a",
            "ORPHAN 9a",
            "ORPHAN 8a",
            "BLOCK 8b",
            "BLOCK 9b",
            "BLOCK 10b",
            "BLOCK 11b");
    assertThat(stage.registry.get("ozm.reorgs").counter().count()).isEqualTo(1);
    assertThat(stage.registry.get("ozm.reorg.depth").summary().max()).isEqualTo(3);
  }

  @Test
  void seesThatTheNewestBlocksWereReplacedWithoutGrowth() {
    Endpoint one = stage.chain.endpoint("one", 10);
    BlockWatcher watcher = stage.watcherFrom(9);
    stage.cycles(watcher, 2);

    stage.chain.mine(one, 10, 10, "b");
    stage.cycle(watcher);
    assertThat(stage.log()).endsWith("BLOCK 10a");
    stage.now.addAndGet(Duration.ofSeconds(3).toNanos());
    stage.cycle(watcher);

    assertThat(stage.log()).endsWith("BLOCK 10a", "ORPHAN 10a", "BLOCK 10b");
  }

  @Test
  void startsAnewWhenTheFirstBlockIsReplaced() {
    Endpoint one = stage.chain.endpoint("one", 10);
    BlockWatcher watcher = stage.watcherFrom(10);
    stage.cycle(watcher);

    stage.chain.mine(one, 6, 11, "b");
    stage.cycles(watcher, 2);

    assertThat(stage.log())
        .containsExactly(
            "START 10 start_block", "BLOCK 10a", "ORPHAN 10a", "BLOCK 10b", "BLOCK 11b");
  }

  @Test
  void standsStillWhenAReorganisationIsTooDeep() {
    Endpoint one = stage.chain.endpoint("one", 30);
    BlockWatcher watcher = stage.watcherFrom(3);
    stage.cycles(watcher, 3);
    List<String> before = stage.log();

    stage.chain.mine(one, 4, 31, "b");

    assertThatThrownBy(() -> stage.cycle(watcher)).isInstanceOf(ReorgTooDeepException.class);
    assertThat(stage.log()).isEqualTo(before);
  }

  @Test
  void followsAReorganisationOf256Blocks() {
    Endpoint one = stage.chain.endpoint("one", 300);
    BlockWatcher watcher = stage.watcherFrom(3, new WatchSettings(100, 8, 256));
    stage.cycles(watcher, 12);
    assertThat(stage.log()).endsWith("BLOCK 300a");

    stage.chain.mine(one, 45, 301, "b");
    stage.cycles(watcher, 2);

    List<String> log = stage.log();
    assertThat(log).filteredOn(entry -> entry.startsWith("ORPHAN")).hasSize(256);
    assertThat(log).endsWith("BLOCK 300b", "BLOCK 301b").doesNotContain("ORPHAN 44a");
  }

  @Test
  void standsStillAtAReorganisationOf257Blocks() {
    Endpoint one = stage.chain.endpoint("one", 300);
    BlockWatcher watcher = stage.watcherFrom(3, new WatchSettings(100, 8, 256));
    stage.cycles(watcher, 12);

    stage.chain.mine(one, 44, 301, "b");

    assertThatThrownBy(() -> stage.cycle(watcher)).isInstanceOf(ReorgTooDeepException.class);
    assertThat(stage.log()).endsWith("BLOCK 300a");
  }
}
