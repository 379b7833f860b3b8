package org.ozmonitor.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ozmonitor.fixture.LogCheck;
import org.ozmonitor.fixture.Metrics;
import org.ozmonitor.fixture.NodeProcess;
import org.ozmonitor.fixture.Sql;
import org.ozmonitor.fixture.TestDatabase;
import org.ozmonitor.fixture.TestRedis;
import org.ozmonitor.server.demo.Report;

/// Three nodes, two networks and two hundred tenants: each block is fetched once, each match is
/// told
/// under one id, and the tenants of a node that dies go to the others and miss nothing.
final class ThreeNodesIT {
  private static final int TENANTS = 200;
  private static final int NETWORKS = 2;
  private static final int BLOCKS = 10;
  private static final String OWNER =
      "SELECT owner FROM lease WHERE name LIKE 'network:%' ORDER BY name LIMIT 1";

  /// Places of tenants, one for each of their networks, at the worker that they are assigned to.
  private static final String PLACED =
      """
      SELECT count(*) FROM assignments a
      JOIN tenant_lane p ON p.tenant_id = a.tenant_id AND NOT p.aside
      JOIN lane l ON l.id = p.lane_id AND l.worker = a.worker\
      """;

  @TempDir private Path directory;
  private final Map<String, NodeProcess> nodes = new TreeMap<>();
  private final Vertx vertx = Vertx.vertx();
  private final TestDatabase database = TestDatabase.create(vertx);
  private TestRedis redis;
  private ManyTenants tenants;
  private Sql sql;

  @BeforeEach
  void start() {
    redis = TestRedis.start(directory.resolve("redis"));
    tenants = new ManyTenants(directory.resolve("trees"), database, TENANTS);
    for (String node : new String[] {"node-a", "node-b", "node-c"}) {
      nodes.put(node, start(node));
    }
    nodes.values().forEach(NodeProcess::awaitReady);
    sql = new Sql(database.url());
  }

  @AfterEach
  void close() {
    nodes.values().forEach(NodeProcess::close);
    if (sql != null) {
      sql.close();
    }
    tenants.close();
    redis.close();
    database.close();
    vertx.close().timeout(10, TimeUnit.SECONDS).await();
  }

  @Test
  void fetchesEachBlockOnceTellsEachMatchUnderOneIdAndSurvivesTheOwnerOfANetwork() {
    await("three workers with tenants")
        .atMost(Duration.ofSeconds(30))
        .until(() -> sql.number("SELECT count(DISTINCT worker) FROM assignments") == nodes.size());
    awaitPlaced();

    tenants.mine(BLOCKS);
    Report calm = awaitSettled();
    assertThat(calm.expected()).isGreaterThan(TENANTS);
    assertThat(calm.repeatedNewId()).as("repeated under a new id in %s", calm).isZero();
    assertThat(tenants.calls("eth_getBlockReceipts"))
        .as("blocks fetched by all nodes")
        .isEqualTo(sql.number("SELECT count(*) FROM block_log WHERE kind = 'BLOCK'"));
    assertThat(total("oz_monitor_cache_hits_total") / total("oz_monitor_cache_requests_total"))
        .as("cache hit rate of all nodes")
        .isGreaterThanOrEqualTo(0.8);

    Map<String, String> before = column("worker");
    String dead = sql.text(OWNER);
    int received = tenants.received();
    tenants.mine(BLOCKS);
    await("work that is not finished").until(() -> tenants.received() > received);
    nodes.get(dead).kill();
    tenants.mine(BLOCKS);

    Report report = awaitSettled();
    assertThat(report.repeatedNewId()).as("repeated under a new id in %s", report).isZero();
    awaitPlaced();
    assertMoved(before, dead);
    assertThat(LogCheck.assertSound(sql)).isGreaterThan(NETWORKS * 3 * BLOCKS);
  }

  private void awaitPlaced() {
    await("every tenant has a worker that walks its lanes")
        .until(() -> sql.number(PLACED) == TENANTS * NETWORKS);
  }

  private void assertMoved(Map<String, String> before, String dead) {
    Map<String, String> workers = column("worker");
    Map<String, String> reasons = column("reason");
    assertThat(workers).hasSameSizeAs(before).doesNotContainValue(dead);
    assertThat(before).containsValue(dead);
    before.forEach(
        (tenant, worker) -> {
          if (worker.equals(dead)) {
            assertThat(reasons).containsEntry(tenant, "worker_failure");
          } else {
            assertThat(workers).containsEntry(tenant, worker);
          }
        });
  }

  /// Of the assignments, by tenant.
  private Map<String, String> column(String name) {
    return sql.rows("SELECT tenant_id, " + name + " FROM assignments").stream()
        .collect(Collectors.toMap(row -> row.getFirst(), row -> row.get(1)));
  }

  private double total(String metric) {
    return nodes.values().stream().mapToDouble(node -> Metrics.of(node).sum(metric)).sum();
  }

  private Report awaitSettled() {
    return await("all alerts")
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(250))
        .until(tenants::judge, Report::isSettled);
  }

  private NodeProcess start(String node) {
    return NodeProcess.in(directory.resolve(node), node)
        .database(database.url())
        .setting("node_id", node)
        .setting("redis_url", redis.setting())
        .setting("cluster.name", "three-nodes-" + database.url().database())
        .setting("lease.ttl", "2s")
        .setting("lease.renew_interval", "500ms")
        .setting("delivery.timeout", "2s")
        .setting("delivery.claim_timeout", "3s")
        .setting("worker.max_tenants_per_worker", Integer.toString(TENANTS))
        .setting("load_balancer.max_tenants_per_worker", Integer.toString(TENANTS))
        .arguments("all", "-cluster")
        .start();
  }
}
