package org.ozmonitor.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.ozmonitor.fixture.LogCheck;
import org.ozmonitor.fixture.Metrics;
import org.ozmonitor.fixture.NodeProcess;
import org.ozmonitor.fixture.Postmaster;
import org.ozmonitor.fixture.Sql;
import org.ozmonitor.fixture.Stage;
import org.ozmonitor.fixture.TcpGate;
import org.ozmonitor.fixture.TestRedis;
import org.ozmonitor.server.demo.Lies;
import org.ozmonitor.server.demo.ReceivedRequest;
import org.ozmonitor.server.demo.Receiver;
import org.ozmonitor.server.demo.Report;
import org.ozmonitor.server.demo.Simulator;
import org.ozmonitor.server.embedded.FreePort;

/// A simulated chain from its first block to its last, with a node that watches it and one that
/// works, which have a database and a Redis to themselves. The chain is the same each time, block
/// for block, so what stands in the end can be compared. Confined to one thread; use once.
final class ChainRun implements AutoCloseable {
  /// Whether outages take as long as they are promised to be survived.
  private static final boolean FULL = System.getProperty("ozm.outage", "short").equals("full");

  private static final Duration AWAY = Duration.ofSeconds(FULL ? 60 : 3);
  private static final Duration BLOCK_TIME = Duration.ofMillis(FULL ? 500 : 200);
  private static final int BLOCKS = FULL ? 200 : 50;
  private static final int BLOCKS_BEFORE = 4;
  private static final int BLOCKS_AFTER = 8;
  private static final Duration LONGEST_DRAIN = Duration.ofSeconds(90);
  private static final String SECRET = "stage-secret";
  private static final long SEED = 41;
  private static final String TIP = "SELECT tip_seq FROM lease WHERE name LIKE 'network:%'";

  private final Path directory;
  private final Postmaster database;
  private final TestRedis redis;
  private final Stage stage;
  private final Member watcherMember = new Member();
  private final Member workerMember = new Member();
  private final NodeProcess watcher;
  private final NodeProcess worker;
  private long lastedMs;

  /// Whether the nodes tell each other anything over the event bus.
  enum Bus {
    ON,
    MUTED
  }

  /// What came of a run.
  ///
  /// @param standing monitor, transaction and match id of each alert that stands in the end
  /// @param lastedMs how long something was away
  record Result(Report report, Set<String> standing, long lastedMs) {}

  ChainRun(Path directory, Bus bus) {
    this.directory = directory;
    this.database = Postmaster.start(directory.resolve("server"));
    this.redis = TestRedis.start(directory.resolve("redis"));
    var chain =
        new Simulator.Settings(
            SEED, BLOCK_TIME, Simulator.Settings.demo(SEED).reorgs(), Lies.few(), BLOCKS);
    this.stage = new Stage(directory, chain, Receiver.Settings.demo(SECRET, SEED));
    this.watcher = start("block-watcher", watcherMember, bus);
    this.worker = start("worker", workerMember, bus);
  }

  /// Lets the chain begin, and returns when both nodes are at work.
  ChainRun begin() {
    watcher.awaitReady();
    worker.awaitReady();
    stage.startChain();
    awaitLane(BLOCKS_BEFORE);
    return this;
  }

  /// Takes the database away for its time: nodes say so, and send nothing that could not be written
  /// down.
  ChainRun without(Runnable outage, Runnable end) {
    long began = System.nanoTime();
    outage.run();
    for (NodeProcess node : List.of(watcher, worker)) {
      int port = node.managementPort();
      await("the node says what is missing")
          .until(() -> NodeProcess.get(port, "/ready").body().contains("\"database\""));
      assertThat(NodeProcess.get(port, "/health").statusCode()).isEqualTo(200);
    }
    pause(AWAY.minusNanos(System.nanoTime() - began));
    int sent = stage.received().size();
    pause(Duration.ofSeconds(1));
    assertThat(stage.received()).hasSize(sent);
    assertThat(blocks()).as("blocks until now").isLessThan(BLOCKS - BLOCKS_AFTER);
    end.run();
    lastedMs = Duration.ofNanos(System.nanoTime() - began).toMillis();
    return this;
  }

  /// Ends Redis for good.
  ChainRun withoutRedis() {
    assertThat(Metrics.of(worker).sum("ozm_redis_up")).isEqualTo(1);
    redis.kill();
    assertThat(blocks()).as("blocks until now").isLessThan(BLOCKS - BLOCKS_AFTER);
    return this;
  }

  /// Cuts the Hazelcast cluster into two of one node each, for good.
  ChainRun split() {
    List<TcpGate> gates = List.of(watcherMember.gate, workerMember.gate);
    assertThat(gates).as("ways between the nodes").anyMatch(TcpGate::isUsed);
    gates.forEach(TcpGate::shut);
    await("the nodes miss each other").until(() -> gates.stream().anyMatch(it -> it.refused() > 0));
    assertThat(blocks()).as("blocks until now").isLessThan(BLOCKS - BLOCKS_AFTER);
    return this;
  }

  /// Waits until the chain is over and all has arrived.
  Result finish() {
    await("the end of the chain")
        .atMost(BLOCK_TIME.multipliedBy(2L * BLOCKS))
        .until(() -> blocks() >= BLOCKS - 2); // the first two are empty
    Report report = stage.drain(LONGEST_DRAIN);
    assertThat(watcher.isAlive() && worker.isAlive()).isTrue();
    try (Sql sql = new Sql(database.url())) {
      assertThat(LogCheck.assertSound(sql)).isGreaterThan(BLOCKS / 2);
    }
    return new Result(report, standing(stage.received()), lastedMs);
  }

  Postmaster database() {
    return database;
  }

  Metrics metricsOfWatcher() {
    return Metrics.of(watcher);
  }

  Metrics metricsOfWorker() {
    return Metrics.of(worker);
  }

  @Override
  public void close() {
    database.thaw();
    watcher.close();
    worker.close();
    watcherMember.gate.close();
    workerMember.gate.close();
    stage.close();
    redis.close();
    database.close();
  }

  /// A place in the Hazelcast cluster, which the other nodes reach through a gate.
  private static final class Member {
    private final int port;
    private final TcpGate gate;

    private Member() {
      try {
        port = FreePort.any();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      gate = new TcpGate(port);
    }

    private String address() {
      return "127.0.0.1:" + gate.port();
    }

    /// As ours, with the address that others are told.
    private void write(Path file) {
      try {
        Files.createDirectories(file.getParent());
        Files.writeString(
            file,
            Files.readString(Path.of("cluster.xml"))
                .replace(
                    "<network>",
                    "<network><public-address>%s</public-address>".formatted(address())));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static Set<String> standing(List<ReceivedRequest> received) {
    Map<String, ReceivedRequest> matches = new HashMap<>();
    received.stream()
        .filter(ReceivedRequest::isAccepted)
        .forEach(
            request ->
                matches.merge(
                    request.match(),
                    request,
                    (one, other) -> other.sequence() > one.sequence() ? other : one));
    Set<String> standing = new TreeSet<>();
    matches.forEach(
        (match, last) -> {
          if (last.event().equals("detected")) {
            standing.add(last.body() + " " + match);
          }
        });
    return standing;
  }

  /// That were ever in the chain, with transactions.
  private long blocks() {
    return stage.judge().blocks();
  }

  private void awaitLane(long seq) {
    try (Sql sql = new Sql(database.url())) {
      await("lanes at " + seq)
          .until(() -> sql.number(TIP) >= seq && sql.number("SELECT min(seq) FROM lane") >= seq);
    }
  }

  private NodeProcess start(String role, Member member, Bus bus) {
    Path home = directory.resolve(role);
    member.write(home.resolve("cluster.xml"));
    var node =
        NodeProcess.in(home, role)
            .database(database.url())
            .setting("node_id", role)
            .setting("redis_url", redis.setting())
            .setting("cluster.name", "chain-run-" + database.url().port())
            .setting("cluster.port", Integer.toString(member.port))
            .setting("cluster.members", watcherMember.address() + "," + workerMember.address())
            .setting("cluster.event_bus", bus == Bus.MUTED ? "muted" : "on")
            .arguments(role, "-cluster", "--config-dir", stage.tree().toString());
    if (!FULL) {
      node.setting("lease.ttl", "1s")
          .setting("lease.renew_interval", "300ms")
          .setting("delivery.timeout", "2s")
          .setting("delivery.claim_timeout", "3s");
    }
    return node.start();
  }

  private static void pause(Duration duration) {
    if (duration.isPositive()) {
      await().pollDelay(duration).atMost(duration.plusSeconds(10)).until(() -> true);
    }
  }
}
