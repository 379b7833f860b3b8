package org.ozmonitor.server.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.chain.ChainKind;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.definition.Configuration;
import org.ozmonitor.core.definition.Monitor;
import org.ozmonitor.core.definition.Network;
import org.ozmonitor.core.definition.SecretValue;
import org.ozmonitor.core.evm.EvmEngine;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.fixture.TestDatabase;
import org.ozmonitor.server.block.BlockLog;
import org.ozmonitor.server.block.BlockStore;
import org.ozmonitor.server.block.LogEntry;
import org.ozmonitor.server.cluster.LeaseTimes;
import org.ozmonitor.server.cluster.Leases;
import org.ozmonitor.server.cluster.Topics;
import org.ozmonitor.server.codec.Secrets;
import org.ozmonitor.server.demo.Simulator;
import org.ozmonitor.server.outbound.AddressGuard;
import org.ozmonitor.server.rpc.ChainClients;
import org.ozmonitor.server.rpc.FetchedBlock;
import org.ozmonitor.server.secret.SecretStore;

/// Two nodes, one database, and the simulated chain over HTTP.
class BlockWatcherVerticleIT {
  private static final UUID MONITOR = new UUID(0, 5);

  private final NetworkId network = new NetworkId(UUID.randomUUID());
  private final AtomicReference<Configuration> configuration =
      new AtomicReference<>(Configuration.empty());
  private OptionalLong endOfActivity = OptionalLong.empty();
  private int maxReorgDepth = 256;
  private Set<String> networks = Set.of();
  private Vertx vertx;
  private TestDatabase test;
  private Simulator simulator;
  private boolean tellsHeads;
  private Leases leases;
  private BlockLog log;

  @BeforeEach
  void open() {
    vertx = Vertx.vertx();
    test = TestDatabase.create(vertx);
    leases = new Leases(test.engine().reader());
    log = new BlockLog(leases);
    simulator =
        new Simulator(
            vertx.getOrCreateContext(),
            Simulator.Settings.still(3),
            System::nanoTime,
            InstantSource.system(),
            Simulator.Listener.none());
    get(simulator.start());
  }

  @AfterEach
  void close() {
    vertx.deploymentIDs().forEach(id -> get(vertx.undeploy(id)));
    test.close();
    vertx.close().await();
  }

  @Test
  void watchesANetworkWhileItHasActiveMonitors() {
    get(deploy("node-1"));
    mine(3);
    assertThat(log()).isEmpty();

    configure(1, false);
    await().atMost(10, TimeUnit.SECONDS).until(() -> !log().isEmpty());
    long head = mine(3);
    awaitBlock(head);

    configure(2, true);
    await().atMost(10, TimeUnit.SECONDS).until(() -> owner().isEmpty());
    assertThat(log().getLast().reason()).isEqualTo(LogBeginning.WATCHING_ENDS);
    mine(3);
    configure(3, false);
    awaitBlock(head + 3);
    assertChained();
    assertThat(log())
        .as("what came while nobody watched is nobody's")
        .noneMatch(entry -> entry.height() == head + 2);
  }

  @Test
  void seesAReorganisationAfterTheLastMonitorIsPaused() {
    maxReorgDepth = 6;
    configure(1, false);
    get(deploy("node-1"));
    await().atMost(10, TimeUnit.SECONDS).until(() -> !log().isEmpty());
    awaitBlock(mine(4));

    endOfActivity = OptionalLong.of(2);
    configure(2, true);
    assertThat(get(simulator.reorg(2))).isNotNull();
    await()
        .atMost(10, TimeUnit.SECONDS)
        .until(() -> log().stream().filter(it -> it.kind() == LogEntry.Kind.ORPHAN).count() == 2);
    assertThat(owner()).contains("node-1");

    mine(8);
    await().atMost(20, TimeUnit.SECONDS).until(() -> owner().isEmpty());
    assertThat(log().getLast().reason()).isEqualTo(LogBeginning.WATCHING_ENDS);
    assertChained();
  }

  @Test
  void goesOnLingeringAfterARestart() {
    configure(1, false);
    String first = get(deploy("node-1"));
    await().atMost(10, TimeUnit.SECONDS).until(() -> !log().isEmpty());
    awaitBlock(mine(4));
    get(vertx.undeploy(first));

    endOfActivity = OptionalLong.of(2);
    configure(2, true);
    assertThat(get(simulator.reorg(3))).isNotNull();
    get(deploy("node-2"));

    await()
        .atMost(20, TimeUnit.SECONDS)
        .until(() -> log().stream().filter(it -> it.kind() == LogEntry.Kind.ORPHAN).count() == 3);
  }

  @Test
  void takesOverFromANodeThatStopsAndFollowsAReorganisation() {
    configure(1, false);
    String first = get(deploy("node-1"));
    await().atMost(10, TimeUnit.SECONDS).until(() -> owner().equals(Optional.of("node-1")));
    get(deploy("node-2"));
    awaitBlock(mine(3));

    get(vertx.undeploy(first));
    await().atMost(10, TimeUnit.SECONDS).until(() -> owner().equals(Optional.of("node-2")));
    long head = mine(4);
    awaitBlock(head);
    assertThat(get(simulator.reorg(3))).isNotNull();
    awaitBlock(mine(2));

    assertChained();
    assertThat(log()).filteredOn(entry -> entry.kind() == LogEntry.Kind.ORPHAN).hasSize(3);
  }

  @Test
  void looksAtOnceWhenAnEndpointTellsOfAHead() {
    tellsHeads = true;
    mine(1);
    configure(1, false);
    get(deploy("node-1"));
    await().atMost(10, TimeUnit.SECONDS).until(() -> !log().isEmpty());
    long first = tip();

    // Polling comes once a year, and some heads may be told before anybody listens.
    await()
        .atMost(10, TimeUnit.SECONDS)
        .until(
            () -> {
              mine(1);
              return tip() > first + 1;
            });
    assertChained();
  }

  private long tip() {
    return get(log.tip(test.engine().reader(), network)).height().orElse(-1);
  }

  @Test
  void watchesOnlyTheNetworksThatItMayAndTellsPeopleHowHighTheyAre() {
    configure(1, false);
    networks = Set.of("elsewhere");
    String notAllowed = get(deploy("elsewhere"));
    networks = Set.of("elsewhere", "simulated");
    String allowed = get(deploy("here"));

    long height = mine(3);
    awaitBlock(height);

    assertThat(owner()).contains("here");
    await("renewal")
        .until(
            () ->
                get(test.engine().reader().query("SELECT head_height FROM lease").execute())
                    .iterator()
                    .next()
                    .getLong(0),
            seen -> seen != null && seen == height);
    get(vertx.undeploy(allowed));
    mine(1);
    await("released").until(() -> owner().isEmpty());
    await().during(Duration.ofSeconds(1)).until(() -> owner().isEmpty());
    get(vertx.undeploy(notAllowed));
  }

  private void assertChained() {
    List<LogEntry> log = log();
    Optional<String> parent = Optional.empty();
    for (int i = 0; i < log.size(); i++) {
      LogEntry entry = log.get(i);
      assertThat(entry.seq()).isEqualTo(i + 1);
      switch (entry.kind()) {
        case START -> parent = Optional.empty();
        case BLOCK -> {
          assertThat(parent.isEmpty() || parent.equals(entry.parentHash())).isTrue();
          parent = entry.hash();
        }
        case ORPHAN -> {
          assertThat(entry.hash()).isEqualTo(parent);
          parent = entry.parentHash();
        }
        case FINAL -> {}
      }
    }
  }

  private void awaitBlock(long height) {
    await()
        .atMost(10, TimeUnit.SECONDS)
        .until(
            () -> get(log.tip(test.engine().reader(), network)).height(),
            at -> at.equals(OptionalLong.of(height)));
  }

  private List<LogEntry> log() {
    return get(log.read(test.engine().reader(), network, 0, 1000));
  }

  private Optional<String> owner() {
    return get(leases.observe(BlockLog.leaseName(network))).orElseThrow().owner();
  }

  /// @return the height of the last block
  @CanIgnoreReturnValue
  private long mine(int blocks) {
    long height = 0;
    for (int i = 0; i < blocks; i++) {
      height = get(simulator.mine()).number();
    }
    return height;
  }

  private Future<String> deploy(String node) {
    var registry = new SimpleMeterRegistry();
    var clients =
        new ChainClients(
            vertx,
            List.of(new EvmEngine()),
            SecretStore.local(vertx, new Secrets(Map.of())),
            new AddressGuard(vertx, true),
            System::nanoTime,
            registry);
    Topics topics = Topics.on(vertx.eventBus());
    var blocks =
        new BlockStore(
            vertx,
            topics,
            (id, block) -> clients.client(id, definition()).fetch(block).map(FetchedBlock::payload),
            1 << 20,
            registry);
    return vertx.deployVerticle(
        WatchModule.verticle(
            new WatchParts(
                vertx,
                test.engine(),
                leases,
                new LeaseTimes(Duration.ofSeconds(1), Duration.ofMillis(300)),
                node,
                topics,
                log,
                blocks,
                clients,
                configuration::get,
                _ -> Future.succeededFuture(Map.of()),
                _ -> Future.succeededFuture(endOfActivity),
                _ -> Future.succeededFuture(Set.of()),
                new WatchFiles(List.of(), Path.of("target")),
                InstantSource.system(),
                System::nanoTime,
                registry),
            new WatchSettings(100, 8, maxReorgDepth, 1000, networks)));
  }

  private void configure(long version, boolean paused) {
    get(
        test.engine()
            .reader()
            .preparedQuery("UPDATE config_head SET version = $1")
            .execute(Tuple.of(version)));
    var monitor =
        new Monitor(
            "all",
            List.of("simulated"),
            paused,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            "[]",
            false,
            Optional.empty());
    configuration.updateAndGet(
        before ->
            before.with(
                version,
                new Configuration.Changes(
                    List.of(
                        new Configuration.NetworkEntry(network, 1, definition()),
                        new Configuration.MonitorEntry(
                            TenantId.DEFAULT, MONITOR, (int) version, monitor)),
                    Set.of())));
  }

  private List<Network.RpcEndpoint> endpoints() {
    var http = new Network.RpcEndpoint("rpc", SecretValue.plain(simulator.url()), 100);
    var socket = new Network.RpcEndpoint("rpc", SecretValue.plain(simulator.socketUrl()), 100);
    return tellsHeads ? List.of(http, socket) : List.of(http);
  }

  private Network definition() {
    return new Network(
        "Simulated",
        ChainKind.EVM,
        "simulated",
        endpoints(),
        250,
        0,
        tellsHeads ? Optional.of("0 0 0 1 1 *") : Optional.empty(),
        OptionalLong.empty(),
        false,
        OptionalLong.empty(),
        OptionalLong.empty(),
        false,
        false,
        Optional.empty());
  }

  @CanIgnoreReturnValue
  private static <T> T get(Future<T> future) {
    return future.timeout(10, TimeUnit.SECONDS).await();
  }
}
