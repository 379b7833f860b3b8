package org.ozmonitor.server.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ozmonitor.core.chain.ChainKind;
import org.ozmonitor.core.chain.Finality;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.definition.Configuration;
import org.ozmonitor.core.definition.Network;
import org.ozmonitor.fixture.TestDatabase;
import org.ozmonitor.server.block.BlockLog;
import org.ozmonitor.server.block.BlockStore;
import org.ozmonitor.server.cluster.Lease;
import org.ozmonitor.server.cluster.LeaseTimes;
import org.ozmonitor.server.cluster.Leases;
import org.ozmonitor.server.cluster.Topics;
import org.ozmonitor.server.codec.Secrets;
import org.ozmonitor.server.outbound.AddressGuard;
import org.ozmonitor.server.rpc.ChainClients;
import org.ozmonitor.server.rpc.Endpoint;
import org.ozmonitor.server.secret.SecretStore;

/// What the fields of a network document make of watching it.
class WatchFieldsIT {
  private static final Network.Recovery RECOVERY =
      new Network.Recovery(true, "0 */5 * * * *", 4, 100, 2, 1000);
  private static final Instant MIDNIGHT = Instant.parse("2026-03-01T00:00:00Z");

  private static Vertx vertx;
  private static TestDatabase test;
  private static Context context;

  private final AtomicLong now = new AtomicLong();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final FakeChain chain = new FakeChain();
  private final NetworkId network = new NetworkId(UUID.randomUUID());
  private final MissedBlocks missed = new MissedBlocks();
  @TempDir private Path files;
  private WatchParts parts;
  private Holding holding;

  private long confirmations;
  private Optional<Finality> finality = Optional.empty();
  private Set<Finality> awaited = Set.of();
  private int demands;
  private boolean atHead;
  private boolean storeBlocks;
  private OptionalLong maxPastBlocks = OptionalLong.empty();
  private Network.Recovery recovery = Network.Recovery.NONE;

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
                vertx, topics, (_, _) -> Future.failedFuture("not asked"), 1 << 28, registry),
            new ChainClients(
                vertx,
                List.of(),
                SecretStore.local(vertx, new Secrets(Map.of())),
                new AddressGuard(vertx, true),
                now::get,
                registry),
            Configuration::empty,
            _ -> Future.succeededFuture(Map.of()),
            _ -> Future.succeededFuture(OptionalLong.empty()),
            _ -> demand(),
            new WatchFiles(List.of(files), files),
            () -> MIDNIGHT.plusNanos(now.get()),
            now::get,
            registry);
    Lease lease = await(leases.create(BlockLog.leaseName(network), "node-1")).orElseThrow();
    holding = new Holding(lease, () -> true);
  }

  @Test
  void skipsNothingUnlessAllowed() {
    Endpoint one = chain.endpoint("one", 10);
    BlockWatcher watcher = watcher();
    cycle(watcher);
    chain.mine(one, 11, 60, "a");

    cycle(watcher);

    assertThat(log()).endsWith("BLOCK 19a", "BLOCK 20a");
  }

  @Test
  void recordsWhatItSkipsTogetherWithTheNewStart() {
    maxPastBlocks = OptionalLong.of(5);
    Endpoint one = chain.endpoint("one", 10);
    BlockWatcher watcher = watcher();
    cycle(watcher);
    chain.mine(one, 11, 60, "a");

    cycle(watcher);

    assertThat(log())
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
    assertThat(counts()).containsExactlyEntriesOf(Map.of(MissedBlocks.State.PENDING, 44L));
    assertThat(registry.get("ozm.skipped.blocks").counter().count()).isEqualTo(44);
    assertThat(registry.get("ozm.missed.blocks").tag("state", "pending").gauge().value())
        .isEqualTo(44);
  }

  @Test
  void orphansATipThatIsGoneBeforeItSkips() {
    maxPastBlocks = OptionalLong.of(5);
    Endpoint one = chain.endpoint("one", 10);
    BlockWatcher watcher = watcher();
    cycle(watcher);
    chain.mine(one, 10, 60, "b");

    cycle(watcher);
    cycle(watcher);

    assertThat(log())
        .startsWith("START 10 first seen", "BLOCK 10a", "ORPHAN 10a", "BLOCK 10b")
        .endsWith("BLOCK 59b", "BLOCK 60b");
  }

  @Test
  void recoversMissedBlocksOnTheirOwnScheduleAFewAtATime() {
    BlockWatcher watcher = skipping44Blocks();
    assertThat(watcher.recovery().dueInMs()).isEqualTo(300_000);

    now.addAndGet(Duration.ofMinutes(5).toNanos());
    assertThat(watcher.recovery().dueInMs()).isZero();
    recover(watcher, 60);

    assertThat(log())
        .endsWith(
            "BLOCK 60a",
            "BLOCK 11a recovered",
            "BLOCK 12a recovered",
            "BLOCK 13a recovered",
            "BLOCK 14a recovered");
    assertThat(watcher.recovery().dueInMs()).as("the run is over").isEqualTo(300_000);
    assertThat(counts())
        .containsOnly(
            Map.entry(MissedBlocks.State.PENDING, 40L),
            Map.entry(MissedBlocks.State.RECOVERED, 4L));

    chain.mine(chain.endpoints().getFirst(), 60, 62, "b");
    cycle(watcher);
    assertThat(log())
        .as("recovered blocks are no part of the chain that may reorganise")
        .endsWith("ORPHAN 60a", "BLOCK 60b");
  }

  @Test
  void triesAMissedBlockAsOftenAsAllowedAndGoesOn() {
    recovery = new Network.Recovery(true, "0 */5 * * * *", 100, 100, 2, 1000);
    BlockWatcher watcher = skipping44Blocks();
    chain.missing.add(13L);
    now.addAndGet(Duration.ofMinutes(5).toNanos());

    recover(watcher, 60);
    assertThat(log()).endsWith("BLOCK 11a recovered", "BLOCK 12a recovered");
    recover(watcher, 60);
    assertThat(watcher.recovery().dueInMs()).as("retry_delay_ms").isEqualTo(1000);
    now.addAndGet(Duration.ofSeconds(1).toNanos());
    recover(watcher, 60);
    now.addAndGet(Duration.ofSeconds(1).toNanos());
    for (int i = 0; i < 8; i++) {
      recover(watcher, 60);
    }

    assertThat(counts())
        .containsOnly(
            Map.entry(MissedBlocks.State.RECOVERED, 43L), Map.entry(MissedBlocks.State.FAILED, 1L));
    assertThat(log()).contains("BLOCK 54a recovered").doesNotContain("BLOCK 13a recovered");
  }

  @Test
  void givesUpMissedBlocksThatAreTooOld() {
    recovery = new Network.Recovery(true, "0 */5 * * * *", 100, 20, 2, 1000);
    BlockWatcher watcher = skipping44Blocks();
    now.addAndGet(Duration.ofMinutes(5).toNanos());

    recover(watcher, 60);
    recover(watcher, 60);
    recover(watcher, 60);

    assertThat(counts())
        .containsOnly(
            Map.entry(MissedBlocks.State.EXPIRED, 29L),
            Map.entry(MissedBlocks.State.RECOVERED, 15L));
  }

  @Test
  void recoversNothingWhereItIsNotEnabled() {
    recovery = new Network.Recovery(false, "0 */5 * * * *", 4, 100, 2, 1000);

    assertThat(watcher().recovery().dueInMs()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void waitsForWhatTheChainCallsFinalizedAndSaysSoInTheLog() {
    finality = Optional.of(Finality.FINALIZED);
    Endpoint one = chain.endpoint("one", 40);
    chain.finality.put(Finality.FINALIZED, 8L);
    BlockWatcher watcher = watcher();
    cycle(watcher);
    cycle(watcher);
    assertThat(log()).containsExactly("START 8 first seen", "BLOCK 8a", "FINAL 8a finalized");

    chain.mine(one, 41, 41, "a");
    chain.finality.put(Finality.FINALIZED, 10L);
    cycle(watcher());

    assertThat(log()).endsWith("BLOCK 9a", "BLOCK 10a", "FINAL 10a finalized");
    cycle(watcher());
    assertThat(log()).hasSize(6);
  }

  @Test
  void saysWhatIsSafeWhileItReadsTheHead() {
    finality = Optional.of(Finality.SAFE);
    atHead = true;
    Endpoint one = chain.endpoint("one", 10);
    chain.finality.put(Finality.SAFE, 9L);
    BlockWatcher watcher = watcher();
    cycle(watcher);
    assertThat(log()).as("9 is not in the log").containsExactly("START 10 first seen", "BLOCK 10a");

    chain.mine(one, 11, 12, "a");
    chain.finality.put(Finality.SAFE, 11L);
    cycle(watcher);

    assertThat(log()).endsWith("BLOCK 12a", "FINAL 11a safe");
  }

  @Test
  void callsNothingFinalThatTheLogDoesNotHold() {
    finality = Optional.of(Finality.SAFE);
    atHead = true;
    Endpoint one = chain.endpoint("one", 10);
    chain.finality.put(Finality.SAFE, 5L);
    BlockWatcher watcher = watcher();
    cycle(watcher);
    chain.mine(one, 10, 10, "b");
    chain.finality.put(Finality.SAFE, 10L);

    cycle(watcher);

    assertThat(log()).containsExactly("START 10 first seen", "BLOCK 10a");
  }

  @Test
  void saysWhatMatchesWaitForAndLooksOnceInAFewBlockTimes() {
    atHead = true;
    var _ = chain.endpoint("one", 10);
    chain.finality.put(Finality.SAFE, 10L);
    chain.finality.put(Finality.FINALIZED, 10L);
    BlockWatcher watcher = watcher();
    cycle(watcher);
    assertThat(log()).as("nobody waits").containsExactly("START 10 first seen", "BLOCK 10a");

    awaited = Set.of(Finality.FINALIZED);
    cycle(watcher);
    assertThat(demands).isEqualTo(1);
    now.addAndGet(Duration.ofSeconds(4).toNanos());
    cycle(watcher);

    assertThat(demands).isEqualTo(2);
    assertThat(log()).endsWith("BLOCK 10a", "FINAL 10a finalized");
  }

  @Test
  void callsTheTipOfALogSafeThatFollowsAtADistance() {
    confirmations = 12;
    awaited = Set.of(Finality.SAFE);
    var _ = chain.endpoint("one", 40);
    chain.finality.put(Finality.SAFE, 35L);

    cycle(watcher());

    assertThat(log()).containsExactly("START 28 first seen", "BLOCK 28a", "FINAL 28a safe");
  }

  @Test
  void goesOnWatchingWhenTheChainKnowsNoSuchLevel() {
    atHead = true;
    awaited = Set.of(Finality.SAFE);
    Endpoint one = chain.endpoint("one", 10);
    BlockWatcher watcher = watcher();
    cycle(watcher);
    chain.mine(one, 11, 11, "a");

    cycle(watcher);

    assertThat(log()).containsExactly("START 10 first seen", "BLOCK 10a", "BLOCK 11a");
  }

  @Test
  void goesOnWhereOpenZeppelinMonitorStopped() throws IOException {
    Files.writeString(files.resolve("test_last_block.txt"), "17");
    chain.endpoint("one", 20);

    cycle(watcher());

    assertThat(log())
        .containsExactly(
            "START 18 checkpoint test_last_block.txt", "BLOCK 18a", "BLOCK 19a", "BLOCK 20a");
  }

  @Test
  void readsTheCheckpointOnTheFirstStartOnly() throws IOException {
    chain.endpoint("one", 20);
    cycle(watcher());
    Files.writeString(files.resolve("test_last_block.txt"), "17");

    cycle(watcher());

    assertThat(log()).containsExactly("START 20 first seen", "BLOCK 20a");
  }

  @Test
  void takesACheckpointOfZeroForNone() throws IOException {
    Files.writeString(files.resolve("test_last_block.txt"), "0\n");
    chain.endpoint("one", 20);

    cycle(watcher());

    assertThat(log()).containsExactly("START 20 first seen", "BLOCK 20a");
  }

  @Test
  void doesNotGuessWhereToGoOnWhenTheCheckpointIsBroken() throws IOException {
    Path file = files.resolve("test_last_block.txt");
    Files.writeString(file, "17x");
    chain.endpoint("one", 20);
    BlockWatcher watcher = watcher();

    assertThatThrownBy(() -> cycle(watcher))
        .isInstanceOf(CheckpointUnreadableException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("remove it");
    assertThat(log()).isEmpty();

    Files.writeString(file, "17");
    cycle(watcher);
    assertThat(log()).startsWith("START 18 checkpoint test_last_block.txt");
  }

  @Test
  void writesTheBlocksFetchedLastAsOpenZeppelinMonitorDoes() throws IOException {
    storeBlocks = true;
    Files.writeString(files.resolve("test_blocks_1.json"), "[]");
    Files.writeString(files.resolve("test_blocks_x_blocks_1.json"), "[]");
    chain.endpoint("one", 20);

    cycle(watcher());

    Path file = files.resolve("test_blocks_" + MIDNIGHT.getEpochSecond() + ".json");
    Awaitility.await().until(() -> Files.exists(file));
    assertThat(file).hasContent("[{\"EVM\":{\"hash\":\"20a\"}}]");
    try (Stream<Path> left = Files.list(files)) {
      assertThat(left)
          .containsExactlyInAnyOrder(file, files.resolve("test_blocks_x_blocks_1.json"));
    }
  }

  private BlockWatcher skipping44Blocks() {
    maxPastBlocks = OptionalLong.of(5);
    recovery = recovery.equals(Network.Recovery.NONE) ? RECOVERY : recovery;
    Endpoint one = chain.endpoint("one", 10);
    BlockWatcher watcher = watcher();
    cycle(watcher);
    chain.mine(one, 11, 60, "a");
    cycle(watcher);
    return watcher;
  }

  private void recover(BlockWatcher watcher, long confirmed) {
    onContext(() -> watcher.recovery().step(holding, confirmed));
  }

  @CanIgnoreReturnValue
  private CycleOutcome cycle(BlockWatcher watcher) {
    return onContext(() -> watcher.runCycle(holding));
  }

  private BlockWatcher watcher() {
    return onContext(
        () ->
            Future.succeededFuture(
                new BlockWatcher(
                    parts,
                    new WatchSettings(10, 4, 16),
                    network,
                    definition(),
                    chain,
                    new WatchLog("test"),
                    new WatchMetrics(registry).network("test"))));
  }

  private Future<Set<Finality>> demand() {
    demands++;
    return Future.succeededFuture(awaited);
  }

  private Network definition() {
    return new Network(
        "Test",
        ChainKind.EVM,
        "test",
        List.of(),
        1000,
        confirmations,
        Optional.empty(),
        maxPastBlocks,
        storeBlocks,
        OptionalLong.empty(),
        OptionalLong.empty(),
        atHead,
        maxPastBlocks.isPresent(),
        Optional.empty(),
        finality,
        recovery);
  }

  private Map<MissedBlocks.State, Long> counts() {
    return await(missed.count(test.engine().reader(), network));
  }

  private List<String> log() {
    Set<Long> seqs = new HashSet<>();
    return await(parts.blockLog().read(test.engine().reader(), network, 0, 1000)).stream()
        .peek(entry -> assertThat(seqs.add(entry.seq())).isTrue())
        .map(
            entry ->
                (entry.kind()
                        + " "
                        + entry.hash().orElseGet(() -> Long.toString(entry.height()))
                        + " "
                        + entry.reason())
                    .strip())
        .toList();
  }

  @CanIgnoreReturnValue
  private static <T> T onContext(Supplier<Future<T>> work) {
    Promise<T> done = Promise.promise();
    context.runOnContext(_ -> work.get().onComplete(done));
    return await(done.future());
  }

  @CanIgnoreReturnValue
  private static <T> T await(Future<T> future) {
    return future.timeout(10, TimeUnit.SECONDS).await();
  }
}
