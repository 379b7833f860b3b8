package org.ozmonitor.server.watch;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.function.Supplier;
import org.ozmonitor.core.chain.ChainKind;
import org.ozmonitor.core.chain.Finality;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.definition.Configuration;
import org.ozmonitor.core.definition.Network;
import org.ozmonitor.fixture.TestDatabase;
import org.ozmonitor.server.block.BlockLog;
import org.ozmonitor.server.block.BlockStore;
import org.ozmonitor.server.block.LogEntry;
import org.ozmonitor.server.cluster.Lease;
import org.ozmonitor.server.cluster.LeaseTimes;
import org.ozmonitor.server.cluster.Leases;
import org.ozmonitor.server.cluster.Topics;
import org.ozmonitor.server.codec.Secrets;
import org.ozmonitor.server.outbound.AddressGuard;
import org.ozmonitor.server.rpc.ChainClients;
import org.ozmonitor.server.secret.SecretStore;

/// A fake chain, a block log, and watchers that lead from one to the other, cycle by cycle.
final class WatchStage {
  /// When the clock of the watchers begins.
  static final Instant MIDNIGHT = Instant.parse("2026-03-01T00:00:00Z");

  /// The network's document, as far as it says something else than a network of this stage does.
  long confirmations;

  OptionalLong startBlock = OptionalLong.empty();
  Optional<Finality> finality = Optional.empty();
  boolean atHead;
  boolean storeBlocks;
  OptionalLong maxPastBlocks = OptionalLong.empty();
  Network.Recovery recovery = Network.Recovery.NONE;

  /// What matches wait for, and how often that was asked.
  Set<Finality> awaited = Set.of();

  int demands;

  /// Nanoseconds since {@link #MIDNIGHT}.
  final AtomicLong now = new AtomicLong();

  final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  final FakeChain chain = new FakeChain();
  final NetworkId network = new NetworkId(UUID.randomUUID());

  /// Positions of lanes.
  final Map<UUID, Long> lanes = new HashMap<>();

  final Lease lease;
  private final Ground ground;
  private final Path files;
  private WatchParts parts;

  /// What all tests of a class share.
  static final class Ground implements AutoCloseable {
    final Vertx vertx = Vertx.vertx();
    final TestDatabase database = TestDatabase.create(vertx);
    private final Context context = vertx.getOrCreateContext();

    @Override
    public void close() {
      database.close();
      vertx.close().await();
    }
  }

  /// @param files where files in OpenZeppelin Monitor's form are read and written
  WatchStage(Ground ground, Path files) {
    this.ground = ground;
    this.files = files;
    parts = parts(1 << 28);
    lease = await(parts.leases().create(BlockLog.leaseName(network), "node-1")).orElseThrow();
  }

  WatchParts parts() {
    return parts;
  }

  /// Watchers from here on keep payloads up to so many bytes.
  void useStoreOf(long bytes) {
    parts = parts(bytes);
  }

  private WatchParts parts(long storeBytes) {
    Leases leases = new Leases(ground.database.engine().reader());
    Topics topics = Topics.on(ground.vertx.eventBus());
    return new WatchParts(
        ground.vertx,
        ground.database.engine(),
        leases,
        new LeaseTimes(Duration.ofSeconds(6), Duration.ofSeconds(2)),
        "node-1",
        topics,
        new BlockLog(leases),
        new BlockStore(
            ground.vertx, topics, (_, _) -> Future.failedFuture("not asked"), storeBytes, registry),
        new ChainClients(
            ground.vertx,
            List.of(),
            SecretStore.local(ground.vertx, new Secrets(Map.of())),
            new AddressGuard(ground.vertx, true),
            now::get,
            registry),
        Configuration::empty,
        _ -> Future.succeededFuture(lanes),
        _ -> Future.succeededFuture(OptionalLong.empty()),
        _ -> demand(),
        new WatchFiles(List.of(files), files),
        () -> MIDNIGHT.plusNanos(now.get()),
        now::get,
        registry);
  }

  private Future<Set<Finality>> demand() {
    demands++;
    return Future.succeededFuture(awaited);
  }

  /// A watcher that fetches ten blocks at most and follows reorganisations of 16.
  BlockWatcher watcher() {
    return watcher(new WatchSettings(10, 4, 16));
  }

  /// Such a watcher of a network that begins at a block.
  BlockWatcher watcherFrom(long block) {
    startBlock = OptionalLong.of(block);
    return watcher();
  }

  BlockWatcher watcherFrom(long block, WatchSettings settings) {
    startBlock = OptionalLong.of(block);
    return watcher(settings);
  }

  BlockWatcher watcher(WatchSettings settings) {
    return onContext(
        () ->
            Future.succeededFuture(
                new BlockWatcher(
                    parts,
                    settings,
                    network,
                    definition(),
                    chain,
                    new WatchLog("test"),
                    new WatchMetrics(registry).network("test"))));
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
        startBlock,
        atHead,
        maxPastBlocks.isPresent(),
        Optional.empty(),
        finality,
        recovery);
  }

  /// One cycle; answers how many blocks are left to fetch.
  @CanIgnoreReturnValue
  long cycle(BlockWatcher watcher) {
    return run(watcher, lease, () -> true).behind();
  }

  void cycles(BlockWatcher watcher, int count) {
    for (int i = 0; i < count; i++) {
      cycle(watcher);
    }
  }

  @CanIgnoreReturnValue
  CycleOutcome run(BlockWatcher watcher, Lease under, BooleanSupplier held) {
    return onContext(() -> watcher.runCycle(new Holding(under, held)));
  }

  /// One step of the recovery of missed blocks.
  void recover(BlockWatcher watcher, long confirmed) {
    onContext(() -> watcher.recovery().step(new Holding(lease, () -> true), confirmed));
  }

  /// Another node owns the network from here on.
  void loseTheLease() {
    var seen = await(parts.leases().observe(lease.name())).orElseThrow();
    assertThat(await(parts.leases().take(lease.name(), "node-2", seen))).isPresent();
  }

  Map<MissedBlocks.State, Long> missed() {
    return await(new MissedBlocks().count(ground.database.engine().reader(), network));
  }

  /// Asks for blocks that were skipped; answers how many there are.
  long ask(long first, long last) {
    return await(new MissedBlockRequests(ground.database.engine()).ask(network, first, last));
  }

  List<LogEntry> entries() {
    return await(parts.blockLog().read(ground.database.engine().reader(), network, 0, 1000));
  }

  /// Kind, block and reason of each entry; a start has no block, but a height.
  List<String> log() {
    return entries().stream()
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
  private <T> T onContext(Supplier<Future<T>> work) {
    Promise<T> done = Promise.promise();
    ground.context.runOnContext(_ -> work.get().onComplete(done));
    return await(done.future());
  }

  @CanIgnoreReturnValue
  static <T> T await(Future<T> future) {
    return future.timeout(10, TimeUnit.SECONDS).await();
  }
}
