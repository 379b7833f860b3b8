package org.ozmonitor.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ozmonitor.fixture.LogCheck;
import org.ozmonitor.fixture.Metrics;
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
  private static final String REQUESTS = "ozm_block_store_requests_total";
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
    try (NodeProcess watcher = start("watcher", "block-watcher", redis.setting());
        NodeProcess worker = start("worker", "worker", redis.setting())) {
      awaitBoth(watcher, worker);
      // A lane begins where the log stands by then: so many entries may be fewer blocks.
      await("blocks from Redis")
          .until(() -> Metrics.of(worker).sum(REQUESTS, "hit", "redis") >= BLOCKS);
      Metrics counted = Metrics.of(worker);
      assertThat(counted.sum(REQUESTS, "hit", "owner")).isZero();
      double blocks = sql.number(TIP);
      double calls =
          Metrics.of(watcher).sum("ozm_rpc_calls_per_block") * blocks
              + 2 * counted.sum(REQUESTS, "hit", "rpc");
      assertThat(calls / blocks).as("calls per block of all nodes").isLessThanOrEqualTo(2);

      redis.kill();

      awaitFetched(worker);
      assertNothingLost();
    }
  }

  @Test
  void goesOnFromTheChainWhileRedisHangsAndUsesItAgainWhenItIsBack() {
    try (NodeProcess watcher = start("watcher", "block-watcher", redis.setting());
        NodeProcess worker = start("worker", "worker", redis.setting())) {
      awaitBoth(watcher, worker);
      double before = hitRate(worker);

      redis.freeze();
      awaitFetched(worker);
      double meanwhile = hitRate(worker);
      redis.thaw();

      await("Redis is back").until(() -> Metrics.of(worker).sum("ozm_redis_up") == 1);
      double hits = Metrics.of(worker).sum(REQUESTS, "hit", "redis");
      awaitWorked(sql.number(TIP) + BLOCKS);
      assertThat(Metrics.of(worker).sum(REQUESTS, "hit", "redis")).isGreaterThan(hits);
      assertThat(before).isGreaterThanOrEqualTo(0.8).isGreaterThan(meanwhile);
      assertNothingLost();
    }
  }

  @Test
  void startsAndWorksWhenRedisCannotBeHad() {
    redis.kill();
    try (NodeProcess node = start("node", "all", redis.setting())) {
      node.awaitReady();
      sql = new Sql(url);
      awaitWorked(5);

      assertThat(Metrics.of(node).sum("ozm_redis_up")).isZero();
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

      assertThat(Metrics.of(worker).sum(REQUESTS, "hit", "redis")).isPositive();
      assertNothingLost();
    }
    Path pidFile = directory.resolve("one/data/redis/server.pid");
    assertThat(pidFile).as("the last node has stopped the server").doesNotExist();
  }

  private void awaitBoth(NodeProcess watcher, NodeProcess worker) {
    watcher.awaitReady();
    worker.awaitReady();
    sql = new Sql(url);
    awaitWorked(BLOCKS);
  }

  /// Waits until it has gone on from the chain, without Redis.
  private void awaitFetched(NodeProcess worker) {
    awaitWorked(sql.number(TIP) + BLOCKS);
    Metrics counted = Metrics.of(worker);
    assertThat(counted.sum(REQUESTS, "hit", "rpc")).isPositive();
    assertThat(counted.sum("ozm_redis_up")).isZero();
  }

  /// Of all blocks that it needed so far.
  private static double hitRate(NodeProcess worker) {
    Metrics counted = Metrics.of(worker);
    return counted.sum("oz_monitor_cache_hits_total")
        / counted.sum("oz_monitor_cache_requests_total");
  }

  private NodeProcess start(String name, String role, String redisUrl) {
    return NodeProcess.in(directory.resolve(name), name + "-" + role)
        .database(url)
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
}
