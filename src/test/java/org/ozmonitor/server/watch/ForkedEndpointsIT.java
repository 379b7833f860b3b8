package org.ozmonitor.server.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ozmonitor.server.rpc.Endpoint;

/// Endpoints that stand on different forks: the log follows one of them, and does not flap.
class ForkedEndpointsIT {
  private static WatchStage.Ground ground;

  private final WatchStage stage;

  ForkedEndpointsIT(@TempDir Path files) {
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
  void doesNotFlapBetweenEndpointsOnDifferentForks() {
    Endpoint one = stage.chain.endpoint("one", 10);
    Endpoint two = stage.chain.endpoint("two", 10);
    BlockWatcher watcher = stage.watcherFrom(9);
    stage.cycle(watcher);
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
    Endpoint one = stage.chain.endpoint("one", 10);
    Endpoint two = stage.chain.endpoint("two", 10);
    stage.chain.mine(two, 10, 11, "b");
    BlockWatcher watcher = stage.watcherFrom(9);
    stage.cycle(watcher);

    stage.chain.down.add(one);
    stage.cycles(watcher, 2);

    assertThat(stage.log()).endsWith("BLOCK 10a", "ORPHAN 10a", "BLOCK 10b", "BLOCK 11b");
  }

  @Test
  void avoidsAnEndpointWhileThatOfTheTipConfirmsIt() {
    Endpoint one = stage.chain.endpoint("one", 10);
    Endpoint two = stage.chain.endpoint("two", 10);
    stage.chain.mine(two, 10, 10, "b");
    BlockWatcher watcher = stage.watcherFrom(9);
    stage.cycle(watcher);
    stage.chain.mine(one, 11, 11, "a");
    stage.chain.mine(two, 11, 12, "b");

    stage.chain.avoided.add(one);
    stage.cycle(watcher);

    assertThat(stage.chain.avoided).contains(two);
    assertThat(stage.log()).endsWith("BLOCK 9a", "BLOCK 10a");
  }

  @Test
  void keepsToTheTipAfterARestartWhileAnotherEndpointHasIt() {
    Endpoint one = stage.chain.endpoint("one", 10);
    Endpoint two = stage.chain.endpoint("two", 10);
    stage.chain.mine(one, 10, 12, "b");
    stage.chain.avoided.add(one);
    stage.cycle(stage.watcherFrom(9));
    stage.chain.mine(two, 11, 12, "a");

    stage.chain.avoided.clear();
    stage.cycles(stage.watcherFrom(9), 2);

    assertThat(stage.chain.avoided).containsExactly(one);
    assertThat(stage.log()).endsWith("BLOCK 10a", "BLOCK 11a", "BLOCK 12a");
  }

  @Test
  void followsTheMostEndpointsAfterARestart() {
    Endpoint one = stage.chain.endpoint("one", 10);
    Endpoint two = stage.chain.endpoint("two", 10);
    stage.chain.endpoint("three", 11);
    stage.cycle(stage.watcherFrom(9));
    stage.chain.mine(one, 10, 11, "b");
    stage.chain.mine(two, 10, 11, "b");

    stage.cycles(stage.watcherFrom(9), 2);

    assertThat(stage.log()).endsWith("BLOCK 10a", "ORPHAN 10a", "BLOCK 10b", "BLOCK 11b");
  }

  @Test
  void avoidsAnEndpointOnAnotherChain() {
    Endpoint one = stage.chain.endpoint("one", 30);
    Endpoint two = stage.chain.endpoint("two", 30);
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
    Endpoint one = stage.chain.endpoint("one", 10);
    Endpoint two = stage.chain.endpoint("two", 10);
    BlockWatcher watcher = stage.watcherFrom(9);
    stage.cycle(watcher);
    stage.chain.mine(one, 11, 11, "a");
    stage.chain.orphan(one, 11);
    stage.chain.mine(two, 11, 11, "a");

    assertThatThrownBy(() -> stage.cycle(watcher)).isInstanceOf(LogMovedException.class);
    stage.cycle(watcher);

    assertThat(stage.log()).endsWith("BLOCK 10a", "BLOCK 11a");
  }

  @Test
  void avoidsAnEndpointWhoseBranchDoesNotHoldTogether() {
    Endpoint one = stage.chain.endpoint("one", 10);
    Endpoint two = stage.chain.endpoint("two", 10);
    BlockWatcher watcher = stage.watcherFrom(9);
    stage.cycle(watcher);
    stage.chain.mine(one, 10, 12, "b");
    stage.chain.orphan(one, 10);
    stage.chain.mine(two, 10, 12, "b");

    assertThatThrownBy(() -> stage.cycle(watcher)).isInstanceOf(LogMovedException.class);
    assertThat(stage.chain.avoided).containsExactly(one);
    stage.cycles(watcher, 2);

    assertThat(stage.log()).endsWith("ORPHAN 10a", "BLOCK 10b", "BLOCK 11b", "BLOCK 12b");
  }
}
