package org.ozmonitor.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ozmonitor.fixture.JarCommand;
import org.ozmonitor.fixture.NodeProcess;
import org.ozmonitor.fixture.Stage;
import org.ozmonitor.fixture.TestDatabase;
import org.ozmonitor.server.postgres.DatabaseUrl;

/// What operators see of workers and have them do, on two nodes of the packaged program.
final class WorkersIT {
  @TempDir private Path directory;
  private DatabaseUrl.Server url;
  private Stage stage;
  private Map<String, String> environment;

  @BeforeEach
  void openStage() {
    url = TestDatabase.createEmpty();
    stage = Stage.restless(directory, 29, Duration.ZERO).startChain();
    environment = node("command").environment();
  }

  @AfterEach
  void closeStage() {
    stage.close();
  }

  @Test
  void showsMovesDrainsAndSurvivesWorkers() {
    Map<String, NodeProcess> nodes = new TreeMap<>();
    try (NodeProcess a = node("node-a").start();
        NodeProcess b = node("node-b").start()) {
      nodes.put("node-a", a.awaitReady());
      nodes.put("node-b", b.awaitReady());
      await().until(() -> workers().size() == 2);
      assertThat(run("rebalance").exit()).isZero(); // from now on both are reckoned with
      String first = assignment().getString("worker_id");
      String second = first.equals("node-a") ? "node-b" : "node-a";
      int version = assignment().getInteger("version");
      assertThat(assignment().getString("reason")).isIn("initial", "scaling");
      assertThat(assignment().getString("tenant")).isEqualTo("default");
      assertThat(workers().get(first).getDouble("memory_usage")).isPositive();
      assertThat(workers().get(first).getInteger("tenant_count")).isEqualTo(1);

      assertThat(run("move", "default", second).output()).contains("goes to the worker");
      assertThat(assignment().getString("worker_id")).isEqualTo(second);
      assertThat(assignment().getString("reason")).isEqualTo("manual");
      assertThat(run("drain", second).output()).contains("no tenants any more");
      assertThat(assignment().getString("worker_id")).isEqualTo(first);
      assertThat(workers().get(second).getString("state")).isEqualTo("draining");
      refused("the worker drains", "move", "default", second);
      assertThat(run("drain", second, "--cancel").exit()).isZero();
      assertThat(run("rebalance").output()).contains("the workers are even");
      refused("gives no sign of life", "move", "default", "nobody");
      refused("no tenant", "move", "nobody", first);
      refused("no worker", "drain", "nobody");

      nodes.get(first).kill();
      await().until(() -> second.equals(assignment().getString("worker_id")));
      assertThat(assignment().getString("reason")).isEqualTo("worker_failure");
      assertThat(assignment().getInteger("version")).isEqualTo(version + 3);
    }
  }

  private void refused(String why, String... arguments) {
    JarCommand.Outcome outcome = run(arguments);
    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.errors()).contains(why);
  }

  private Map<String, JsonObject> workers() {
    Map<String, JsonObject> workers = new TreeMap<>();
    new JsonArray(run("workers", "--json").output())
        .forEach(
            it -> {
              var worker = (JsonObject) it;
              workers.put(worker.getString("worker_id"), worker);
            });
    return workers;
  }

  private JsonObject assignment() {
    return new JsonArray(run("assignments", "--json").output()).getJsonObject(0);
  }

  private JarCommand.Outcome run(String... arguments) {
    return JarCommand.run(directory, environment, arguments);
  }

  private NodeProcess.Builder node(String name) {
    return NodeProcess.in(directory.resolve(name), name)
        .database(url)
        .setting("node_id", name)
        .setting("lease.ttl", "2s")
        .setting("lease.renew_interval", "500ms")
        .setting("cluster.name", "workers-" + url.database())
        .arguments("all", "-cluster", "--config-dir", stage.tree().toString());
  }
}
