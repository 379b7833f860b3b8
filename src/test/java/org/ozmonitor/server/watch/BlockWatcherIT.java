package org.ozmonitor.server.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ozmonitor.core.chain.BlockRef;
import org.ozmonitor.core.chain.ChainKind;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.definition.Configuration;
import org.ozmonitor.core.definition.Network;
import org.ozmonitor.fixture.TestDatabase;
import org.ozmonitor.server.block.BlockLog;
import org.ozmonitor.server.block.BlockStore;
import org.ozmonitor.server.block.BlockTopics;
import org.ozmonitor.server.block.BlocksAppended;
import org.ozmonitor.server.block.LogEntry;
import org.ozmonitor.server.cluster.Lease;
import org.ozmonitor.server.cluster.LeaseTimes;
import org.ozmonitor.server.cluster.Leases;
import org.ozmonitor.server.cluster.Topics;
import org.ozmonitor.server.codec.Secrets;
import org.ozmonitor.server.outbound.AddressGuard;
import org.ozmonitor.server.rpc.ChainClients;
import org.ozmonitor.server.rpc.Endpoint;
import org.ozmonitor.server.secret.SecretStore;
import org.ozmonitor.server.watch.CycleOutcome.Next;

class BlockWatcherIT {
  private static Vertx vertx;
  private static TestDatabase test;
  private static Context context;

  private static final BlockRef FIVE = new BlockRef(5, "5a");

  private final AtomicLong now = new AtomicLong();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final FakeChain chain = new FakeChain();
  private final NetworkId network = new NetworkId(UUID.randomUUID());
  private final Map<UUID, Long> lanes = new HashMap<>();
  @TempDir private Path files;
  private WatchParts parts;
  private Lease lease;

  @BeforeAll
  static void open() {
    vertx = Vertx.vertx();
    context = vertx.getOrCreateContext();
    test = TestDatabase.create(vertx);
  }

  @AfterAll
  static void close() {
    test.close();
    vertx.close().await();
  }

  @BeforeEach
  void takeLease() {
    useStoreOf(1 << 28);
    lease = await(parts.leases().create(BlockLog.leaseName(network), "node-1")).orElseThrow();
  }

  private void useStoreOf(long bytes) {
    Leases leases = new Leases(test.engine().reader());
    Topics topics = Topics.on(vertx.eventBus());
    parts =
        new WatchParts(
            vertx,
            test.engine(),
            leases,
            new LeaseTimes(Duration.ofSeconds(6), Duration.ofSeconds(2)),
            "node-1",
            topics,
            new BlockLog(leases),
            new BlockStore(
                vertx, topics, (_, _) -> Future.failedFuture("not asked"), bytes, registry),
            new ChainClients(
                vertx,
                List.of(),
                SecretStore.local(vertx, new Secrets(Map.of())),
                new AddressGuard(vertx, true),
                now::get,
                registry),
            Configuration::empty,
            _ -> Future.succeededFuture(lanes),
            _ -> Future.succeededFuture(OptionalLong.empty()),
            _ -> Future.succeededFuture(Set.of()),
            new WatchFiles(List.of(files), files),
            () -> Instant.ofEpochSecond(1_800_000_000).plusNanos(now.get()),
            now::get,
            registry);
  }

  @Test
  void appendsTheStartBeforeTheFirstFetch() {
    chain.endpoint("one", 20);
    chain.missing.add(18L);
    BlockWatcher watcher = watcher(confirmations(2));

    assertThatThrownBy(() -> cycle(watcher)).hasMessage("no block 18");
    assertThat(log()).containsExactly("START 18 first seen");

    chain.missing.clear();
    assertThat(cycle(watcher)).isZero();
    assertThat(log()).containsExactly("START 18 first seen", "BLOCK 18a");
  }

  @Test
  void catchesUpInBatchesAndSkipsNothing() {
    chain.endpoint("one", 34);
    BlockWatcher watcher = watcher(from(3));

    assertThat(cycle(watcher)).isEqualTo(22);
    assertThat(cycle(watcher)).isEqualTo(12);
    cycles(watcher, 3);

    List<LogEntry> entries = entries();
    assertThat(entries).hasSize(33);
    for (int i = 1; i < entries.size(); i++) {
      assertThat(entries.get(i).seq()).isEqualTo(i + 1);
      assertThat(entries.get(i).height()).isEqualTo(i + 2);
      assertThat(entries.get(i).parentHash()).contains((i + 1) + "a");
    }
    assertThat(registry.get("oz.monitor.blocks.behind").gauge().value()).isZero();
    assertThat(registry.get("ozm.rpc.calls.per.block").gauge().value()).isEqualTo(2);
  }

  @Test
  void appendsTheBlocksBeforeOneThatCannotBeFetched() {
    chain.endpoint("one", 9);
    chain.missing.add(6L);
    BlockWatcher watcher = watcher(from(3));

    assertThat(cycle(watcher)).isEqualTo(4);
    assertThat(log()).containsExactly("START 3 start_block", "BLOCK 3a", "BLOCK 4a", "BLOCK 5a");
    assertThatThrownBy(() -> cycle(watcher)).hasMessage("no block 6");
  }

  @Test
  void doesNotRunFurtherAheadThanTheStoreHolds() {
    useStoreOf(64);
    chain.endpoint("one", 40);
    BlockWatcher watcher = watcher(from(3));
    UUID lane = UUID.randomUUID();
    lanes.put(lane, 0L);

    for (int i = 0; i < 10; i++) {
      cycle(watcher);
    }
    assertThat(run(watcher, lease, () -> true).next()).isEqualTo(Next.WAIT_FOR_LANES);
    int stored = log().size();
    assertThat(stored).isBetween(2, 5);

    lanes.put(lane, 3L);
    assertThat(run(watcher, lease, () -> true).next()).isEqualTo(Next.GO_ON);
    assertThat(log()).hasSizeGreaterThan(stored);

    lanes.put(lane, 4L);
    cycles(watcher, 3);
    now.addAndGet(Backlog.PATIENCE.toNanos());
    cycles(watcher, 40);
    assertThat(log()).as("a lane that stands still is not waited for").endsWith("BLOCK 40a");
  }

  @Test
  void storesThePayloadBeforeTheHint() {
    chain.endpoint("one", 5);
    Promise<byte[]> seen = Promise.promise();
    Topics.Subscription subscription =
        await(
            parts
                .topics()
                .consume(
                    BlockTopics.BLOCKS_APPENDED,
                    hint -> {
                      if (hint.equals(new BlocksAppended(network, 2, 2))) {
                        parts.blockStore().get(network, FIVE).onComplete(seen);
                      }
                    }));

    cycle(watcher(from(5)));

    assertThat(await(seen.future())).isEqualTo(FakeChain.payload(FIVE).getBytes());
    await(subscription.close());
  }

  @Test
  void followsAReorganisationOfThreeBlocks() {
    Endpoint one = chain.endpoint("one", 10);
    BlockWatcher watcher = watcher(from(5));
    cycles(watcher, 2);

    chain.mine(one, 8, 11, "b");
    cycles(watcher, 2);

    assertThat(log().subList(4, 14))
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
    assertThat(registry.get("ozm.reorgs").counter().count()).isEqualTo(1);
    assertThat(registry.get("ozm.reorg.depth").summary().max()).isEqualTo(3);
  }

  @Test
  void seesThatTheNewestBlocksWereReplacedWithoutGrowth() {
    Endpoint one = chain.endpoint("one", 10);
    BlockWatcher watcher = watcher(from(9));
    cycles(watcher, 2);

    chain.mine(one, 10, 10, "b");
    cycle(watcher);
    assertThat(log()).endsWith("BLOCK 10a");
    now.addAndGet(Duration.ofSeconds(3).toNanos());
    cycle(watcher);

    assertThat(log()).endsWith("BLOCK 10a", "ORPHAN 10a", "BLOCK 10b");
  }

  @Test
  void startsAnewWhenTheFirstBlockIsReplaced() {
    Endpoint one = chain.endpoint("one", 10);
    BlockWatcher watcher = watcher(from(10));
    cycle(watcher);

    chain.mine(one, 6, 11, "b");
    cycles(watcher, 2);

    assertThat(log())
        .containsExactly(
            "START 10 start_block", "BLOCK 10a", "ORPHAN 10a", "BLOCK 10b", "BLOCK 11b");
  }

  @Test
  void standsStillWhenAReorganisationIsTooDeep() {
    Endpoint one = chain.endpoint("one", 30);
    BlockWatcher watcher = watcher(from(3));
    cycles(watcher, 3);
    List<String> before = log();

    chain.mine(one, 4, 31, "b");

    assertThatThrownBy(() -> cycle(watcher)).isInstanceOf(ReorgTooDeepException.class);
    assertThat(log()).isEqualTo(before);
  }

  @Test
  void doesNotFlapBetweenEndpointsOnDifferentForks() {
    Endpoint one = chain.endpoint("one", 10);
    Endpoint two = chain.endpoint("two", 10);
    BlockWatcher watcher = watcher(from(9));
    cycle(watcher);
    chain.mine(one, 11, 12, "a");
    chain.mine(two, 10, 12, "b");

    for (int i = 0; i < 4; i++) {
      chain.failing.put(one, 2); // the head, and the first block, come from the other endpoint
      cycle(watcher);
      assertThat(log()).endsWith("BLOCK 10a");
    }
    cycle(watcher);

    assertThat(log()).endsWith("BLOCK 10a", "BLOCK 11a", "BLOCK 12a");
  }

  @Test
  void followsTheOtherForkWhenTheEndpointOfTheTipIsGone() {
    Endpoint one = chain.endpoint("one", 10);
    Endpoint two = chain.endpoint("two", 10);
    chain.mine(two, 10, 11, "b");
    BlockWatcher watcher = watcher(from(9));
    cycle(watcher);

    chain.down.add(one);
    cycles(watcher, 2);

    assertThat(log()).endsWith("BLOCK 10a", "ORPHAN 10a", "BLOCK 10b", "BLOCK 11b");
  }

  @Test
  void avoidsAnEndpointWhileThatOfTheTipConfirmsIt() {
    Endpoint one = chain.endpoint("one", 10);
    Endpoint two = chain.endpoint("two", 10);
    chain.mine(two, 10, 10, "b");
    BlockWatcher watcher = watcher(from(9));
    cycle(watcher);
    chain.mine(one, 11, 11, "a");
    chain.mine(two, 11, 12, "b");

    chain.avoided.add(one);
    cycle(watcher);

    assertThat(chain.avoided).contains(two);
    assertThat(log()).endsWith("BLOCK 9a", "BLOCK 10a");
  }

  @Test
  void doesNotStartAtAHeadThatDoesNotExist() {
    chain.endpoint("one", 20);
    chain.boast = 1_000_000;
    BlockWatcher watcher = watcher(confirmations(2));

    assertThatThrownBy(() -> cycle(watcher)).hasMessage("no block 999998");
    assertThat(log()).isEmpty();
    chain.boast = 0;
    cycle(watcher);

    assertThat(log()).containsExactly("START 18 first seen", "BLOCK 18a");
  }

  @Test
  void keepsToTheTipAfterARestartWhileAnotherEndpointHasIt() {
    Endpoint one = chain.endpoint("one", 10);
    Endpoint two = chain.endpoint("two", 10);
    chain.mine(one, 10, 12, "b");
    chain.avoided.add(one);
    cycle(watcher(from(9)));
    chain.mine(two, 11, 12, "a");

    chain.avoided.clear();
    cycles(watcher(from(9)), 2);

    assertThat(chain.avoided).containsExactly(one);
    assertThat(log()).endsWith("BLOCK 10a", "BLOCK 11a", "BLOCK 12a");
  }

  @Test
  void followsTheMostEndpointsAfterARestart() {
    Endpoint one = chain.endpoint("one", 10);
    Endpoint two = chain.endpoint("two", 10);
    chain.endpoint("three", 11);
    cycle(watcher(from(9)));
    chain.mine(one, 10, 11, "b");
    chain.mine(two, 10, 11, "b");

    cycles(watcher(from(9)), 2);

    assertThat(log()).endsWith("BLOCK 10a", "ORPHAN 10a", "BLOCK 10b", "BLOCK 11b");
  }

  @Test
  void avoidsAnEndpointOnAnotherChain() {
    Endpoint one = chain.endpoint("one", 30);
    Endpoint two = chain.endpoint("two", 30);
    cycles(watcher(from(3)), 3);
    chain.mine(one, 0, 31, "z");
    chain.mine(two, 31, 31, "a");
    chain.down.add(two);
    BlockWatcher watcher = watcher(from(3));
    assertThatThrownBy(() -> cycle(watcher)).isInstanceOf(ReorgTooDeepException.class);

    chain.down.clear();
    cycle(watcher);

    assertThat(log()).endsWith("BLOCK 30a", "BLOCK 31a");
  }

  @Test
  void avoidsAnEndpointWhoseNextBlockDoesNotFollowItsOwnTip() {
    Endpoint one = chain.endpoint("one", 10);
    Endpoint two = chain.endpoint("two", 10);
    BlockWatcher watcher = watcher(from(9));
    cycle(watcher);
    chain.mine(one, 11, 11, "a");
    chain.orphan(one, 11);
    chain.mine(two, 11, 11, "a");

    assertThatThrownBy(() -> cycle(watcher)).isInstanceOf(LogMovedException.class);
    cycle(watcher);

    assertThat(log()).endsWith("BLOCK 10a", "BLOCK 11a");
  }

  @Test
  void avoidsAnEndpointWhoseBranchDoesNotHoldTogether() {
    Endpoint one = chain.endpoint("one", 10);
    Endpoint two = chain.endpoint("two", 10);
    BlockWatcher watcher = watcher(from(9));
    cycle(watcher);
    chain.mine(one, 10, 12, "b");
    chain.orphan(one, 10);
    chain.mine(two, 10, 12, "b");

    assertThatThrownBy(() -> cycle(watcher)).isInstanceOf(LogMovedException.class);
    assertThat(chain.avoided).containsExactly(one);
    cycles(watcher, 2);

    assertThat(log()).endsWith("ORPHAN 10a", "BLOCK 10b", "BLOCK 11b", "BLOCK 12b");
  }

  @Test
  void resumesAtTheEndOfTheLogAfterARestart() {
    Endpoint one = chain.endpoint("one", 10);
    cycle(watcher(from(8)));
    chain.mine(one, 11, 14, "a");

    cycles(watcher(from(8)), 2);

    assertThat(log())
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
  void followsAReorganisationOf256Blocks() {
    Endpoint one = chain.endpoint("one", 300);
    BlockWatcher watcher = watcher(from(3), new WatchSettings(100, 8, 256));
    cycles(watcher, 12);
    assertThat(log()).endsWith("BLOCK 300a");

    chain.mine(one, 45, 301, "b");
    cycles(watcher, 2);

    List<String> log = log();
    assertThat(log).filteredOn(entry -> entry.startsWith("ORPHAN")).hasSize(256);
    assertThat(log).endsWith("BLOCK 300b", "BLOCK 301b").doesNotContain("ORPHAN 44a");
  }

  @Test
  void standsStillAtAReorganisationOf257Blocks() {
    Endpoint one = chain.endpoint("one", 300);
    BlockWatcher watcher = watcher(from(3), new WatchSettings(100, 8, 256));
    cycles(watcher, 12);

    chain.mine(one, 44, 301, "b");

    assertThatThrownBy(() -> cycle(watcher)).isInstanceOf(ReorgTooDeepException.class);
    assertThat(log()).endsWith("BLOCK 300a");
  }

  @Test
  void appendsNothingOnceTheLeaseIsLost() {
    chain.endpoint("one", 10);
    BlockWatcher watcher = watcher(from(8));

    assertThatThrownBy(() -> run(watcher, lease, () -> false))
        .isInstanceOf(LogMovedException.class);
    Lease stale = new Lease(lease.name(), lease.owner(), lease.epoch() - 1);
    assertThatThrownBy(() -> run(watcher, stale, () -> true)).isInstanceOf(LogMovedException.class);
    assertThat(log()).isEmpty();
  }

  private BlockWatcher watcher(Network definition) {
    return watcher(definition, new WatchSettings(10, 4, 16));
  }

  private BlockWatcher watcher(Network definition, WatchSettings settings) {
    return new BlockWatcher(
        parts,
        settings,
        network,
        definition,
        chain,
        new WatchLog("test"),
        new WatchMetrics(registry).network("test"));
  }

  private static Network confirmations(long blocks) {
    return network(blocks, OptionalLong.empty());
  }

  private static Network from(long startBlock) {
    return network(0, OptionalLong.of(startBlock));
  }

  private static Network network(long confirmations, OptionalLong startBlock) {
    return new Network(
        "Test",
        ChainKind.EVM,
        "test",
        List.of(),
        1000,
        confirmations,
        Optional.empty(),
        OptionalLong.empty(),
        false,
        OptionalLong.empty(),
        startBlock,
        false,
        false,
        Optional.empty());
  }

  @CanIgnoreReturnValue
  private long cycle(BlockWatcher watcher) {
    return run(watcher, lease, () -> true).behind();
  }

  @CanIgnoreReturnValue
  private static CycleOutcome run(BlockWatcher watcher, Lease under, BooleanSupplier held) {
    Promise<CycleOutcome> done = Promise.promise();
    context.runOnContext(_ -> watcher.runCycle(new Holding(under, held)).onComplete(done));
    return await(done.future());
  }

  private void cycles(BlockWatcher watcher, int count) {
    for (int i = 0; i < count; i++) {
      cycle(watcher);
    }
  }

  private List<LogEntry> entries() {
    return await(parts.blockLog().read(test.engine().reader(), network, 0, 1000));
  }

  private List<String> log() {
    return entries().stream()
        .map(
            entry ->
                entry.kind()
                    + " "
                    + entry.hash().orElseGet(() -> entry.height() + " " + entry.reason()))
        .toList();
  }

  @CanIgnoreReturnValue
  private static <T> T await(Future<T> future) {
    return future.timeout(10, TimeUnit.SECONDS).await();
  }
}
