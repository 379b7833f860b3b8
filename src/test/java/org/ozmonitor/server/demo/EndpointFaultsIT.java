package org.ozmonitor.server.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.chain.BlockRef;
import org.ozmonitor.core.chain.ChainKind;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.definition.ActiveMonitor;
import org.ozmonitor.core.definition.Configuration;
import org.ozmonitor.core.definition.Network;
import org.ozmonitor.core.definition.SecretValue;
import org.ozmonitor.core.evm.EvmEngine;
import org.ozmonitor.core.filter.ChainEngine;
import org.ozmonitor.core.filter.NetworkFacts;
import org.ozmonitor.core.problem.Problems;
import org.ozmonitor.fixture.MonitorJson;
import org.ozmonitor.fixture.TestDatabase;
import org.ozmonitor.server.block.BlockLog;
import org.ozmonitor.server.block.BlockStore;
import org.ozmonitor.server.block.LogEntry;
import org.ozmonitor.server.cluster.LeaseTimes;
import org.ozmonitor.server.cluster.Leases;
import org.ozmonitor.server.cluster.Topics;
import org.ozmonitor.server.codec.Secrets;
import org.ozmonitor.server.demo.Lies.Lie;
import org.ozmonitor.server.outbound.AddressGuard;
import org.ozmonitor.server.rpc.ChainClients;
import org.ozmonitor.server.rpc.FetchedBlock;
import org.ozmonitor.server.rpc.RpcSettings;
import org.ozmonitor.server.secret.SecretStore;
import org.ozmonitor.server.watch.WatchFiles;
import org.ozmonitor.server.watch.WatchModule;
import org.ozmonitor.server.watch.WatchParts;
import org.ozmonitor.server.watch.WatchSettings;

/// Three endpoints of one chain that lie by seed, a watcher, and the matches of what it appends,
/// compared with what is true.
///
/// Short form: each kind of lie once. `-Dozm.faults.rounds=N` and `-Dozm.faults.seed=S` make it
/// longer (`scripts/endpoint-faults`).
class EndpointFaultsIT {
  private static final List<Lie> LIES = List.of(Lie.values());
  private static final int ROUNDS = Integer.getInteger("ozm.faults.rounds", 1);
  private static final long SEED = Long.getLong("ozm.faults.seed", 20_260_101L);
  private static final int ENDPOINTS = 3;
  private static final int BLOCKS_PER_LIE = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration LONGEST_DELAY = Duration.ofSeconds(4);

  private record Sign(String meter, String tag, String value) {}

  /// Where each lie shows.
  private static final Map<Lie, Sign> SIGNS = new EnumMap<>(Lie.class);

  static {
    SIGNS.put(Lie.NULL_RECEIPTS, outcome("null_answer"));
    SIGNS.put(Lie.NULL_BLOCK, outcome("null_answer"));
    SIGNS.put(Lie.MISSING_RECEIPT, outcome("inconsistent"));
    SIGNS.put(Lie.FOREIGN_RECEIPTS, outcome("inconsistent"));
    SIGNS.put(Lie.TOO_MANY_REQUESTS, outcome("rate_limit"));
    SIGNS.put(Lie.SERVER_ERROR, outcome("http_error"));
    SIGNS.put(Lie.CUT_CONNECTION, outcome("network_error"));
    SIGNS.put(Lie.SLOW_ANSWER, outcome("timeout"));
    SIGNS.put(Lie.NOT_JSON, outcome("malformed"));
    SIGNS.put(Lie.BATCH_INCOMPLETE, outcome("malformed"));
    SIGNS.put(Lie.GIANT_ANSWER, outcome("too_large"));
    SIGNS.put(Lie.STALE_HEAD, exclusion("behind"));
    SIGNS.put(Lie.BOASTED_HEAD, exclusion("boasting"));
    SIGNS.put(Lie.WRONG_PARENT, exclusion("other_fork"));
    SIGNS.put(Lie.WRONG_CHAIN_ID, exclusion("wrong_chain"));
    SIGNS.put(Lie.BATCH_REFUSED, new Sign("ozm.rpc.endpoint.refusals", "feature", "batch"));
    SIGNS.put(
        Lie.NO_BLOCK_RECEIPTS, new Sign("ozm.rpc.endpoint.refusals", "feature", "block_receipts"));
  }

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final NetworkId network = new NetworkId(UUID.randomUUID());
  private final SplittableRandom random = new SplittableRandom(SEED);
  private final List<Simulator> nodes = new ArrayList<>();
  private Vertx vertx;
  private TestDatabase test;
  private BlockLog log;
  private BlockStore blocks;
  private ChainClients clients;
  private long head;

  @BeforeEach
  void open() {
    vertx = Vertx.vertx();
    test = TestDatabase.create(vertx);
    for (int i = 0; i < ENDPOINTS; i++) {
      Simulator node =
          new Simulator(
              vertx.getOrCreateContext(),
              Simulator.Settings.still(SEED),
              System::nanoTime,
              InstantSource.system(),
              Simulator.Listener.none());
      get(node.start());
      nodes.add(node);
    }
    clients =
        new ChainClients(
            vertx,
            List.of(new EvmEngine()),
            SecretStore.local(vertx, new Secrets(Map.of())),
            new AddressGuard(vertx, true),
            System::nanoTime,
            registry,
            quick());
    Topics topics = Topics.on(vertx.eventBus());
    Leases leases = new Leases(test.engine().reader());
    log = new BlockLog(leases);
    blocks =
        new BlockStore(
            vertx,
            topics,
            (id, block) -> clients.client(id, definition()).fetch(block).map(FetchedBlock::payload),
            64 << 20,
            registry);
    Configuration configuration = configuration();
    get(
        vertx.deployVerticle(
            WatchModule.verticle(
                new WatchParts(
                    vertx,
                    test.engine(),
                    leases,
                    new LeaseTimes(Duration.ofSeconds(6), Duration.ofSeconds(2)),
                    "node-1",
                    topics,
                    log,
                    blocks,
                    clients,
                    () -> configuration,
                    _ -> Future.succeededFuture(Map.of()),
                    _ -> Future.succeededFuture(OptionalLong.empty()),
                    _ -> Future.succeededFuture(Set.of()),
                    new WatchFiles(List.of(), Path.of("target")),
                    InstantSource.system(),
                    System::nanoTime,
                    registry),
                WatchSettings.DEFAULT)));
  }

  @AfterEach
  void close() {
    vertx.deploymentIDs().forEach(id -> get(vertx.undeploy(id)));
    get(clients.close());
    test.close();
    vertx.close().await();
  }

  @Test
  void noLieMakesAWrongMatchOrLosesOneAndEachShowsInAMeter() {
    mine(3);
    awaitHead("before any lie");
    for (int round = 0; round < ROUNDS; round++) {
      for (Lie lie : Lie.values()) {
        tell(lie);
      }
    }
    tell(Lies.none(), Lies.none(), Lies.none());
    mine(2);
    awaitHead("after all lies");

    assertMatches();
    awaitRecovery("");
  }

  /// The best endpoint tells nothing but this lie, the others a few of all kinds, and the chain
  /// goes
  /// on, sometimes by a reorganisation.
  private void tell(Lie lie) {
    Sign sign = Objects.requireNonNull(SIGNS.get(lie));
    double before = count(sign);
    tell(new Lies(Map.of(lie, 1.0), LONGEST_DELAY), some(), some());
    if (random.nextInt(3) == 0) {
      reorganise(1 + random.nextInt(3));
    }
    mine(BLOCKS_PER_LIE);
    awaitHead("while the best endpoint tells " + lie);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              mine(1);
              assertThat(count(sign))
                  .as("seed %d: %s in %s", SEED, lie, sign)
                  .isGreaterThan(before);
            });
    tell(Lies.none(), some(), some());
    awaitRecovery("127.0.0.1");
  }

  private Lies some() {
    Map<Lie, Double> probabilities = new EnumMap<>(Lie.class);
    for (int i = 0; i < 3; i++) {
      Lie lie = LIES.get(random.nextInt(LIES.size()));
      probabilities.put(lie, 0.03);
    }
    return new Lies(probabilities, LONGEST_DELAY);
  }

  private void tell(Lies... lies) {
    for (int i = 0; i < ENDPOINTS; i++) {
      get(nodes.get(i).tell(lies[i]));
    }
  }

  private void mine(int count) {
    for (int i = 0; i < count; i++) {
      nodes.forEach(node -> head = get(node.mine()).number());
    }
  }

  private void reorganise(int depth) {
    nodes.forEach(node -> head = get(node.reorg(depth)).adopted().getLast().number());
  }

  private void awaitHead(String when) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(get(log.tip(test.engine().reader(), network)).height())
                    .as("seed %d: tip %s", SEED, when)
                    .isEqualTo(OptionalLong.of(head)));
  }

  /// Each block that was ever appended has the matches it should have, and those that stand are the
  /// chain.
  private void assertMatches() {
    ChainHistory history = get(nodes.getFirst().history());
    Map<String, SimulatedBlock> known = new HashMap<>();
    history.appearances().forEach(seen -> known.put(seen.block().hash(), seen.block()));
    ChainEngine.MonitorIndex index = index();
    Map<Long, String> standing = new HashMap<>();
    int matches = 0;
    for (LogEntry entry : log()) {
      if (entry.kind() == LogEntry.Kind.BLOCK) {
        String hash = entry.hash().orElseThrow();
        standing.put(entry.height(), hash);
        assertThat(known).as("seed %d: blocks of the chain", SEED).containsKey(hash);
        Set<Alert> found = found(index, new BlockRef(entry.height(), hash));
        assertThat(found)
            .as("seed %d: block %s", SEED, hash)
            .isEqualTo(truth(Objects.requireNonNull(known.get(hash))));
        matches += found.size();
      } else if (entry.kind() == LogEntry.Kind.ORPHAN) {
        standing.remove(entry.height());
      }
    }
    history.appearances().stream()
        .filter(ChainHistory.Appearance::canonical)
        .map(ChainHistory.Appearance::block)
        .filter(block -> block.number() > 0)
        .forEach(block -> assertThat(standing).containsEntry(block.number(), block.hash()));
    assertThat(standing).hasSize((int) head);
    assertThat(matches).isPositive();
  }

  private Set<Alert> found(ChainEngine.MonitorIndex index, BlockRef block) {
    Set<Alert> found = new HashSet<>();
    index
        .match(get(blocks.get(network, block)))
        .forEach(
            match ->
                found.add(new Alert(match.monitor().definition().name(), match.transactionId())));
    return found;
  }

  private static Set<Alert> truth(SimulatedBlock block) {
    Set<Alert> truth = new HashSet<>();
    for (SimulatedTransaction transaction : block.transactions()) {
      DemoMonitor.all().stream()
          .filter(monitor -> monitor.rule().test(transaction))
          .forEach(monitor -> truth.add(new Alert(monitor.name(), transaction.hash())));
    }
    return truth;
  }

  /// What an endpoint offers is found out when it is asked for blocks, and while all is well only
  /// the active one is.
  ///
  /// @param endpoint empty: all
  private void awaitRecovery(String endpoint) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              mine(1);
              assertThat(gauges("ozm.rpc.breaker.state", endpoint)).as("breakers").isZero();
              assertThat(gauges("ozm.rpc.endpoint.excluded", endpoint)).as("excluded").isZero();
              assertThat(gauges("ozm.rpc.endpoint.active", "127.0.0.1")).as("active").isEqualTo(1);
              assertThat(gauges("ozm.rpc.endpoint.offers", "127.0.0.1")).as("offers").isEqualTo(2);
            });
  }

  private double count(Sign sign) {
    Collection<Counter> counters =
        registry
            .find(sign.meter())
            .tag(sign.tag(), sign.value())
            .tag("endpoint", "127.0.0.1")
            .counters();
    return counters.stream().mapToDouble(Counter::count).sum();
  }

  /// @param endpoint empty: all
  private double gauges(String name, String endpoint) {
    var search = registry.find(name);
    Collection<Gauge> found =
        (endpoint.isEmpty() ? search : search.tag("endpoint", endpoint)).gauges();
    return found.stream().mapToDouble(Gauge::value).sum();
  }

  private List<LogEntry> log() {
    List<LogEntry> all = new ArrayList<>();
    List<LogEntry> page;
    do {
      long after = all.isEmpty() ? 0 : all.getLast().seq();
      page = get(log.read(test.engine().reader(), network, after, 1000));
      all.addAll(page);
    } while (!page.isEmpty());
    return all;
  }

  private ChainEngine.MonitorIndex index() {
    Problems problems = new Problems();
    ChainEngine.MonitorIndex index =
        new EvmEngine()
            .compile(new NetworkFacts("simulated", 0, Optional.empty()), monitors(), problems);
    assertThat(problems.all()).isEmpty();
    return index;
  }

  private static List<ActiveMonitor> monitors() {
    ObjectMapper json = new ObjectMapper();
    return DemoMonitor.all().stream()
        .map(
            monitor -> {
              try {
                return MonitorJson.active(
                    json.readTree(monitor.document("simulated", "trigger").encode()));
              } catch (JsonProcessingException e) {
                throw new AssertionError(e);
              }
            })
        .toList();
  }

  private Configuration configuration() {
    List<Configuration.Entry> entries = new ArrayList<>();
    entries.add(new Configuration.NetworkEntry(network, 1, definition()));
    monitors()
        .forEach(
            monitor ->
                entries.add(
                    new Configuration.MonitorEntry(
                        monitor.tenant(), monitor.id(), 1, monitor.definition())));
    return Configuration.empty().with(1, new Configuration.Changes(entries, Set.of()));
  }

  private Network definition() {
    List<Network.RpcEndpoint> endpoints = new ArrayList<>();
    for (Simulator node : nodes) {
      endpoints.add(
          new Network.RpcEndpoint("rpc", SecretValue.plain(node.url()), 100 - endpoints.size()));
    }
    return new Network(
        "Simulated",
        ChainKind.EVM,
        "simulated",
        endpoints,
        100,
        0,
        Optional.empty(),
        OptionalLong.empty(),
        false,
        OptionalLong.of(Simulator.CHAIN_ID),
        OptionalLong.of(1),
        false,
        false,
        Optional.empty());
  }

  /// The rules of production with shorter times.
  private static RpcSettings quick() {
    return new RpcSettings(
        1 << 20,
        Duration.ofMillis(1_500),
        new RpcSettings.Rounds(
            3, Duration.ofMillis(20), Duration.ofMillis(200), Duration.ofSeconds(10)),
        new RpcSettings.Rules(
            5,
            Duration.ofMillis(100),
            Duration.ofSeconds(1),
            Duration.ofMillis(200),
            Duration.ofMillis(300),
            Duration.ofMillis(200),
            0,
            Duration.ofMillis(500)));
  }

  private static Sign outcome(String outcome) {
    return new Sign("ozm.rpc.endpoint.calls", "outcome", outcome);
  }

  private static Sign exclusion(String reason) {
    return new Sign("ozm.rpc.endpoint.exclusions", "reason", reason);
  }

  @CanIgnoreReturnValue
  private static <T> T get(Future<T> future) {
    return future.timeout(20, TimeUnit.SECONDS).await();
  }
}
