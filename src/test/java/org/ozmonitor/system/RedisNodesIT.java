package org.ozmonitor.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ozmonitor.fixture.LogCheck;
import org.ozmonitor.fixture.NodeProcess;
import org.ozmonitor.fixture.Sql;
import org.ozmonitor.fixture.Stage;
import org.ozmonitor.fixture.TestDatabase;
import org.ozmonitor.fixture.TestRedis;
import org.ozmonitor.server.demo.Receiver;
import org.ozmonitor.server.demo.Report;
import org.ozmonitor.server.demo.Simulator;
import org.ozmonitor.server.postgres.DatabaseUrl;

/// A node that watches and a node that works, with the event bus muted: what the worker reads comes
/// through Redis, and from the chain when there is none.
final class RedisNodesIT {
  private static final String TIP = "SELECT tip_seq FROM lease WHERE name LIKE 'network:%'";
  private static final String POSITION = "SELECT min(seq) FROM lane";
  private static final int BLOCKS = 10;

  @TempDir private Path directory;
  private DatabaseUrl.Server url;
  private TestRedis redis;
  private Stage stage;
  private Sql sql;

  @BeforeEach
  void openStage() {
    url = TestDatabase.createEmpty();
    redis = TestRedis.start(directory.resolve("redis"));
    stage =
        new Stage(
                directory,
                Simulator.Settings.still(31),
                Receiver.Settings.demo("stage-secret", 31).withDelay(Duration.ZERO))
            .startChain();
  }

  @AfterEach
  void closeStage() {
    if (sql != null) {
      sql.close();
    }
    stage.close();
    redis.thaw();
    redis.close();
  }

  @Test
  void readsEachBlockFromTheChainOncePerClusterAndMoreOftenWhenRedisIsGoneForGood() {
    assertSameResultsAfter(
        TestRedis::kill,
        (watcher, worker) -> {
          // A lane begins where the log stands by then: so many entries may be fewer blocks.
          await("blocks from Redis")
              .atMost(Duration.ofSeconds(20))
              .until(
                  () -> metric(worker, "ozm_block_store_requests_total", "hit", "redis") >= BLOCKS);
          assertThat(metric(worker, "ozm_block_store_requests_total", "hit", "owner")).isZero();
          double blocks = sql.number(TIP);
          double calls =
              metric(watcher, "ozm_rpc_calls_per_block") * blocks
                  + 2 * metric(worker, "ozm_block_store_requests_total", "hit", "rpc");
          assertThat(calls / blocks).as("calls per block of all nodes").isLessThanOrEqualTo(2);
        });
  }

  @Test
  void goesOnFromTheChainWhileRedisHangs() {
    assertSameResultsAfter(TestRedis::freeze, (_, _) -> {});
  }

  @Test
  void startsAndWorksWhenRedisCannotBeHad() {
    redis.kill();
    try (NodeProcess node = start("node", "all", redis.setting())) {
      node.awaitReady();
      sql = new Sql(url);
      awaitWorked(5);

      assertThat(metric(node, "ozm_redis_up")).isZero();
      assertThat(node.output()).contains("Redis is not reachable");
      assertNothingLost();
    }
  }

  @Test
  void sharesItsOwnServerWithTheNodesOfItsDataDirectory() {
    try (NodeProcess watcher = start("one", "block-watcher", "embedded");
        NodeProcess worker = start("one", "worker", "embedded")) {
      watcher.awaitReady();
      worker.awaitReady();
      sql = new Sql(url);
      awaitWorked(5);

      assertThat(metric(worker, "ozm_block_store_requests_total", "hit", "redis")).isPositive();
      assertNothingLost();
    }
    Path pidFile = directory.resolve("one/data/redis/server.pid");
    assertThat(pidFile).as("the last node has stopped the server").doesNotExist();
  }

  /// @param before what holds for watcher and worker while Redis is there
  private void assertSameResultsAfter(
      Consumer<TestRedis> fault, BiConsumer<NodeProcess, NodeProcess> before) {
    try (NodeProcess watcher = start("watcher", "block-watcher", redis.setting());
        NodeProcess worker = start("worker", "worker", redis.setting())) {
      watcher.awaitReady();
      worker.awaitReady();
      sql = new Sql(url);
      awaitWorked(BLOCKS);
      before.accept(watcher, worker);

      fault.accept(redis);

      awaitWorked(sql.number(TIP) + BLOCKS);
      assertThat(metric(worker, "ozm_block_store_requests_total", "hit", "rpc")).isPositive();
      assertThat(metric(worker, "ozm_redis_up")).isZero();
      assertNothingLost();
    }
  }

  private NodeProcess start(String name, String role, String redisUrl) {
    return NodeProcess.in(directory.resolve(name), name + "-" + role)
        .setting(
            "database_url",
            "postgresql://%s:%s@%s:%d/%s"
                .formatted(url.user(), url.password(), url.host(), url.port(), url.database()))
        .setting("node_id", name + "-" + role)
        .setting("redis_url", redisUrl)
        .setting("cluster.event_bus", "muted")
        .arguments(role, "--config-dir", stage.tree().toString())
        .start();
  }

  private void awaitWorked(long seq) {
    await("lanes at " + seq)
        .atMost(Duration.ofSeconds(60))
        .until(() -> sql.number("SELECT count(*) FROM lane") > 0 && sql.number(POSITION) >= seq);
  }

  private void assertNothingLost() {
    stage.stopChain();
    Report report = stage.drain(Duration.ofSeconds(60));
    assertThat(report.lost()).as("lost in %s", report).isZero();
    assertThat(report.repeatedNewId()).as("repeated under a new id in %s", report).isZero();
    assertThat(report.wronglyStanding()).as("wrongly standing in %s", report).isZero();
    assertThat(LogCheck.assertSound(sql)).isGreaterThan(5);
  }

  /// The value of the line that has all these labels' values.
  private static double metric(NodeProcess node, String name, String... labels) {
    return NodeProcess.get(node.managementPort(), "/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
        .filter(
            line -> {
              for (String label : labels) {
                if (!line.contains("\"" + label + "\"")) {
                  return false;
                }
              }
              return true;
            })
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no metric " + name));
  }
}
