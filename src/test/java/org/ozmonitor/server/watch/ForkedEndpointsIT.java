package org.ozmonitor.server.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ozmonitor.server.rpc.Endpoint;

/// Endpoints that stand on different forks: the log follows one of them, and does not flap.
class ForkedEndpointsIT {
  private static WatchStage.Ground ground;

  private final WatchStage stage;
  private final Endpoint one;
  private final Endpoint two;

  /// Two endpoints at block 10 of fork a.
  ForkedEndpointsIT(@TempDir Path files) {
    stage = new WatchStage(ground, files);
    one = stage.chain.endpoint("one", 10);
    two = stage.chain.endpoint("two", 10);
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
  void doesNotFlapBetweenEndpointsOnDifferentForks() {
    BlockWatcher watcher = watched();
    stage.chain.mine(one, 11, 12, "a");
    stage.chain.mine(two, 10, 12, "b");

    for (int i = 0; i < 4; i++) {
      stage.chain.failing.put(
          one, 2); // the head, and the first block, come from the other endpoint
      stage.cycle(watcher);
      assertThat(stage.log()).endsWith("BLOCK 10a");
    }
    stage.cycle(watcher);

    assertThat(stage.log()).endsWith("BLOCK 10a", "BLOCK 11a", "BLOCK 12a");
  }

  @Test
  void followsTheOtherForkWhenTheEndpointOfTheTipIsGone() {
    stage.chain.mine(two, 10, 11, "b");
    BlockWatcher watcher = watched();

    stage.chain.down.add(one);
    stage.cycles(watcher, 2);

    assertThat(stage.log()).endsWith("BLOCK 10a", "ORPHAN 10a", "BLOCK 10b", "BLOCK 11b");
  }

  @Test
  void avoidsAnEndpointWhileThatOfTheTipConfirmsIt() {
    stage.chain.mine(two, 10, 10, "b");
    BlockWatcher watcher = watched();
    stage.chain.mine(one, 11, 11, "a");
    stage.chain.mine(two, 11, 12, "b");

    stage.chain.avoided.add(one);
    stage.cycle(watcher);

    assertThat(stage.chain.avoided).contains(two);
    assertThat(stage.log()).endsWith("BLOCK 9a", "BLOCK 10a");
  }

  @Test
  void keepsToTheTipAfterARestartWhileAnotherEndpointHasIt() {
    stage.chain.mine(one, 10, 12, "b");
    stage.chain.avoided.add(one);
    var _ = watched();
    stage.chain.mine(two, 11, 12, "a");

    stage.chain.avoided.clear();
    stage.cycles(stage.watcherFrom(9), 2);

    assertThat(stage.chain.avoided).containsExactly(one);
    assertThat(stage.log()).endsWith("BLOCK 10a", "BLOCK 11a", "BLOCK 12a");
  }

  @Test
  void followsTheMostEndpointsAfterARestart() {
    stage.chain.endpoint("three", 11);
    var _ = watched();
    stage.chain.mine(one, 10, 11, "b");
    stage.chain.mine(two, 10, 11, "b");

    stage.cycles(stage.watcherFrom(9), 2);

    assertThat(stage.log()).endsWith("BLOCK 10a", "ORPHAN 10a", "BLOCK 10b", "BLOCK 11b");
  }

  @Test
  void avoidsAnEndpointOnAnotherChain() {
    List.of(one, two).forEach(it -> stage.chain.mine(it, 11, 30, "a"));
    stage.cycles(stage.watcherFrom(3), 3);
    stage.chain.mine(one, 0, 31, "z");
    stage.chain.mine(two, 31, 31, "a");
    stage.chain.down.add(two);
    BlockWatcher watcher = stage.watcherFrom(3);
    assertThatThrownBy(() -> stage.cycle(watcher)).isInstanceOf(ReorgTooDeepException.class);

    stage.chain.down.clear();
    stage.cycle(watcher);

    assertThat(stage.log()).endsWith("BLOCK 30a", "BLOCK 31a");
  }

  @Test
  void avoidsAnEndpointWhoseNextBlockDoesNotFollowItsOwnTip() {
    BlockWatcher watcher = watched();
    stage.chain.mine(one, 11, 11, "a");
    stage.chain.orphan(one, 11);
    stage.chain.mine(two, 11, 11, "a");

    assertThatThrownBy(() -> stage.cycle(watcher)).isInstanceOf(LogMovedException.class);
    stage.cycle(watcher);

    assertThat(stage.log()).endsWith("BLOCK 10a", "BLOCK 11a");
  }

  @Test
  void avoidsAnEndpointWhoseBranchDoesNotHoldTogether() {
    BlockWatcher watcher = watched();
    stage.chain.mine(one, 10, 12, "b");
    stage.chain.orphan(one, 10);
    stage.chain.mine(two, 10, 12, "b");

    assertThatThrownBy(() -> stage.cycle(watcher)).isInstanceOf(LogMovedException.class);
    assertThat(stage.chain.avoided).containsExactly(one);
    stage.cycles(watcher, 2);

    assertThat(stage.log()).endsWith("ORPHAN 10a", "BLOCK 10b", "BLOCK 11b", "BLOCK 12b");
  }

  /// A watcher that has read the first blocks.
  private BlockWatcher watched() {
    BlockWatcher watcher = stage.watcherFrom(9);
    stage.cycle(watcher);
    return watcher;
  }
}
