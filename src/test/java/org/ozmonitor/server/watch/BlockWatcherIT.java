package org.ozmonitor.server.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Promise;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ozmonitor.core.chain.BlockRef;
import org.ozmonitor.server.block.BlockTopics;
import org.ozmonitor.server.block.BlocksAppended;
import org.ozmonitor.server.block.LogEntry;
import org.ozmonitor.server.cluster.Lease;
import org.ozmonitor.server.cluster.Topics;
import org.ozmonitor.server.rpc.Endpoint;
import org.ozmonitor.server.watch.CycleOutcome.Next;

/// What a watcher appends to the block log, and when.
class BlockWatcherIT {
  private static final BlockRef FIVE = new BlockRef(5, "5a");

  private static WatchStage.Ground ground;

  private final WatchStage stage;

  BlockWatcherIT(@TempDir Path files) {
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
  void appendsTheStartBeforeTheFirstFetch() {
    stage.chain.endpoint("one", 20);
    stage.chain.missing.add(18L);
    stage.confirmations = 2;
    BlockWatcher watcher = stage.watcher();

    assertThatThrownBy(() -> stage.cycle(watcher)).hasMessage("no block 18");
    assertThat(stage.log()).containsExactly("START 18 first seen");

    stage.chain.missing.clear();
    assertThat(stage.cycle(watcher)).isZero();
    assertThat(stage.log()).containsExactly("START 18 first seen", "BLOCK 18a");
  }

  @Test
  void catchesUpInBatchesAndSkipsNothing() {
    stage.chain.endpoint("one", 34);
    BlockWatcher watcher = stage.watcherFrom(3);

    assertThat(stage.cycle(watcher)).isEqualTo(22);
    assertThat(stage.cycle(watcher)).isEqualTo(12);
    stage.cycles(watcher, 3);

    List<LogEntry> entries = stage.entries();
    assertThat(entries).hasSize(33);
    for (int i = 1; i < entries.size(); i++) {
      assertThat(entries.get(i).seq()).isEqualTo(i + 1);
      assertThat(entries.get(i).height()).isEqualTo(i + 2);
      assertThat(entries.get(i).parentHash()).contains((i + 1) + "a");
    }
    assertThat(stage.registry.get("oz.monitor.blocks.behind").gauge().value()).isZero();
    assertThat(stage.registry.get("ozm.rpc.calls.per.block").gauge().value()).isEqualTo(2);
  }

  @Test
  void appendsTheBlocksBeforeOneThatCannotBeFetched() {
    stage.chain.endpoint("one", 9);
    stage.chain.missing.add(6L);
    BlockWatcher watcher = stage.watcherFrom(3);

    assertThat(stage.cycle(watcher)).isEqualTo(4);
    assertThat(stage.log())
        .containsExactly("START 3 start_block", "BLOCK 3a", "BLOCK 4a", "BLOCK 5a");
    assertThatThrownBy(() -> stage.cycle(watcher)).hasMessage("no block 6");
  }

  @Test
  void doesNotRunFurtherAheadThanTheStoreHolds() {
    stage.useStoreOf(64);
    stage.chain.endpoint("one", 40);
    BlockWatcher watcher = stage.watcherFrom(3);
    UUID lane = UUID.randomUUID();
    stage.lanes.put(lane, 0L);

    for (int i = 0; i < 10; i++) {
      stage.cycle(watcher);
    }
    assertThat(stage.run(watcher, stage.lease, () -> true).next()).isEqualTo(Next.WAIT_FOR_LANES);
    int stored = stage.log().size();
    assertThat(stored).isBetween(2, 5);

    stage.lanes.put(lane, 3L);
    assertThat(stage.run(watcher, stage.lease, () -> true).next()).isEqualTo(Next.GO_ON);
    assertThat(stage.log()).hasSizeGreaterThan(stored);

    stage.lanes.put(lane, 4L);
    stage.cycles(watcher, 3);
    stage.now.addAndGet(Backlog.PATIENCE.toNanos());
    stage.cycles(watcher, 40);
    assertThat(stage.log()).as("a lane that stands still is not waited for").endsWith("BLOCK 40a");
  }

  @Test
  void storesThePayloadBeforeTheHint() {
    stage.chain.endpoint("one", 5);
    Promise<byte[]> seen = Promise.promise();
    Topics.Subscription subscription =
        WatchStage.await(
            stage
                .parts()
                .topics()
                .consume(
                    BlockTopics.BLOCKS_APPENDED,
                    hint -> {
                      if (hint.equals(new BlocksAppended(stage.network, 2, 2))) {
                        stage.parts().blockStore().get(stage.network, FIVE).onComplete(seen);
                      }
                    }));

    stage.cycle(stage.watcherFrom(5));

    assertThat(WatchStage.await(seen.future())).isEqualTo(FakeChain.payload(FIVE).getBytes());
    WatchStage.await(subscription.close());
  }

  @Test
  void doesNotStartAtAHeadThatDoesNotExist() {
    stage.chain.endpoint("one", 20);
    stage.chain.boast = 1_000_000;
    stage.confirmations = 2;
    BlockWatcher watcher = stage.watcher();

    assertThatThrownBy(() -> stage.cycle(watcher)).hasMessage("no block 999998");
    assertThat(stage.log()).isEmpty();
    stage.chain.boast = 0;
    stage.cycle(watcher);

    assertThat(stage.log()).containsExactly("START 18 first seen", "BLOCK 18a");
  }

  @Test
  void resumesAtTheEndOfTheLogAfterARestart() {
    Endpoint one = stage.chain.endpoint("one", 10);
    stage.cycle(stage.watcherFrom(8));
    stage.chain.mine(one, 11, 14, "a");

    stage.cycles(stage.watcherFrom(8), 2);

    assertThat(stage.log())
        .containsExactly(
            "START 8 start_block",
            "BLOCK 8a",
            "BLOCK 9a",
            "BLOCK 10a",
            "BLOCK 11a",
            "BLOCK 12a",
            "BLOCK 13a",
            "BLOCK 14a");
  }

  @Test
  void appendsNothingOnceTheLeaseIsLost() {
    stage.chain.endpoint("one", 10);
    BlockWatcher watcher = stage.watcherFrom(8);

    assertThatThrownBy(() -> stage.run(watcher, stage.lease, () -> false))
        .isInstanceOf(LogMovedException.class);
    Lease stale = new Lease(stage.lease.name(), stage.lease.owner(), stage.lease.epoch() - 1);
    assertThatThrownBy(() -> stage.run(watcher, stale, () -> true))
        .isInstanceOf(LogMovedException.class);
    assertThat(stage.log()).isEmpty();
  }
}
