package org.ozmonitor.server.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ozmonitor.core.chain.Finality;
import org.ozmonitor.server.rpc.Endpoint;

/// What the chain calls safe or finalized: waited for where the network says so, and written into
/// the log where matches wait for it.
class WatchedFinalityIT {
  private static WatchStage.Ground ground;

  private final WatchStage stage;

  WatchedFinalityIT(@TempDir Path files) {
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
  void waitsForWhatTheChainCallsFinalizedAndSaysSoInTheLog() {
    stage.finality = Optional.of(Finality.FINALIZED);
    Endpoint one = stage.chain.endpoint("one", 40);
    stage.chain.finality.put(Finality.FINALIZED, 8L);
    BlockWatcher watcher = stage.watcher();
    stage.cycle(watcher);
    stage.cycle(watcher);
    assertThat(stage.log()).containsExactly("START 8 first seen", "BLOCK 8a", "FINAL 8a finalized");

    stage.chain.mine(one, 41, 41, "a");
    stage.chain.finality.put(Finality.FINALIZED, 10L);
    stage.cycle(stage.watcher());

    assertThat(stage.log()).endsWith("BLOCK 9a", "BLOCK 10a", "FINAL 10a finalized");
    stage.cycle(stage.watcher());
    assertThat(stage.log()).hasSize(6);
  }

  @Test
  void saysWhatIsSafeWhileItReadsTheHead() {
    stage.finality = Optional.of(Finality.SAFE);
    stage.atHead = true;
    Endpoint one = stage.chain.endpoint("one", 10);
    stage.chain.finality.put(Finality.SAFE, 9L);
    BlockWatcher watcher = stage.watcher();
    stage.cycle(watcher);
    assertThat(stage.log())
        .as("9 is not in the log")
        .containsExactly("START 10 first seen", "BLOCK 10a");

    stage.chain.mine(one, 11, 12, "a");
    stage.chain.finality.put(Finality.SAFE, 11L);
    stage.cycle(watcher);

    assertThat(stage.log()).endsWith("BLOCK 12a", "FINAL 11a safe");
  }

  @Test
  void callsNothingFinalThatTheLogDoesNotHold() {
    stage.finality = Optional.of(Finality.SAFE);
    stage.atHead = true;
    Endpoint one = stage.chain.endpoint("one", 10);
    stage.chain.finality.put(Finality.SAFE, 5L);
    BlockWatcher watcher = stage.watcher();
    stage.cycle(watcher);
    stage.chain.mine(one, 10, 10, "b");
    stage.chain.finality.put(Finality.SAFE, 10L);

    stage.cycle(watcher);

    assertThat(stage.log()).containsExactly("START 10 first seen", "BLOCK 10a");
  }

  @Test
  void saysWhatMatchesWaitForAndLooksOnceInAFewBlockTimes() {
    stage.atHead = true;
    var _ = stage.chain.endpoint("one", 10);
    stage.chain.finality.put(Finality.SAFE, 10L);
    stage.chain.finality.put(Finality.FINALIZED, 10L);
    BlockWatcher watcher = stage.watcher();
    stage.cycle(watcher);
    assertThat(stage.log()).as("nobody waits").containsExactly("START 10 first seen", "BLOCK 10a");

    stage.awaited = Set.of(Finality.FINALIZED);
    stage.cycle(watcher);
    assertThat(stage.demands).isEqualTo(1);
    stage.now.addAndGet(Duration.ofSeconds(4).toNanos());
    stage.cycle(watcher);

    assertThat(stage.demands).isEqualTo(2);
    assertThat(stage.log()).endsWith("BLOCK 10a", "FINAL 10a finalized");
  }

  @Test
  void callsTheTipOfALogSafeThatFollowsAtADistance() {
    stage.confirmations = 12;
    stage.awaited = Set.of(Finality.SAFE);
    var _ = stage.chain.endpoint("one", 40);
    stage.chain.finality.put(Finality.SAFE, 35L);

    stage.cycle(stage.watcher());

    assertThat(stage.log()).containsExactly("START 28 first seen", "BLOCK 28a", "FINAL 28a safe");
  }

  @Test
  void goesOnWatchingWhenTheChainKnowsNoSuchLevel() {
    stage.atHead = true;
    stage.awaited = Set.of(Finality.SAFE);
    Endpoint one = stage.chain.endpoint("one", 10);
    BlockWatcher watcher = stage.watcher();
    stage.cycle(watcher);
    stage.chain.mine(one, 11, 11, "a");

    stage.cycle(watcher);

    assertThat(stage.log()).containsExactly("START 10 first seen", "BLOCK 10a", "BLOCK 11a");
  }
}
