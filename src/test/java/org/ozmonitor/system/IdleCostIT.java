package org.ozmonitor.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ozmonitor.fixture.NodeProcess;
import org.ozmonitor.fixture.Postmaster;
import org.ozmonitor.fixture.Sql;
import org.ozmonitor.fixture.Stage;
import org.ozmonitor.server.demo.Receiver;
import org.ozmonitor.server.demo.Simulator;

/// What nodes cost that have nothing to do: transactions on PostgreSQL, each a question of its own,
/// and messages on the event bus. One node in `verify`; as many as wanted by `scripts/idle-cost`,
/// which writes what was measured to `target/idle`.
final class IdleCostIT {
  private static final int MOST_SHOWN = 25;
  private static final boolean FULL = System.getProperty("ozm.idle", "short").equals("full");

  /// What a connection has done it may tell ten seconds late: in a short window that makes some
  /// transactions more or fewer.
  private static final double MOST_PER_NODE = FULL ? 20 : 24;

  private static final Duration WINDOW = Duration.ofSeconds(FULL ? 30 : 8);
  private static final String TRANSACTIONS =
      "SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = current_database()";

  @TempDir private Path directory;
  private Postmaster database;
  private Stage stage;

  @BeforeEach
  void openStage() {
    database = Postmaster.start(directory.resolve("server"));
    if (FULL) {
      database.logStatements();
    }
    stage =
        new Stage(
            directory,
            Simulator.Settings.still(31),
            Receiver.Settings.demo("stage-secret", 31).withDelay(Duration.ZERO));
  }

  @AfterEach
  void closeStage() {
    stage.close();
    database.close();
  }

  @Test
  void anIdleNodeAsksLittle() throws IOException {
    int count = Integer.getInteger("ozm.idle.nodes", 1);
    List<NodeProcess> nodes = new ArrayList<>();
    try {
      for (int n = 0; n < count; n++) { // ten at once take longer than one may
        nodes.add(start(n));
        nodes.getLast().awaitReady();
      }
      awaitSettled();

      double perSecond = measure(nodes);

      assertThat(perSecond / count).isLessThanOrEqualTo(MOST_PER_NODE);
    } finally {
      nodes.forEach(NodeProcess::close);
    }
  }

  /// The lane of the tenant is made, and what a start asks is asked.
  private void awaitSettled() {
    try (Sql sql = new Sql(database.url())) {
      await("a lane")
          .atMost(Duration.ofSeconds(30))
          .until(() -> sql.number("SELECT count(*) FROM lane") > 0);
    }
    pause(Duration.ofSeconds(5));
  }

  private double measure(List<NodeProcess> nodes) throws IOException {
    try (Sql sql = new Sql(database.url())) {
      long transactions = sql.number(TRANSACTIONS);
      double messages = messages(nodes);
      int logged = database.statements().size();
      long began = System.nanoTime();
      pause(WINDOW);
      double seconds = (System.nanoTime() - began) / 1e9;
      double perSecond = (sql.number(TRANSACTIONS) - transactions) / seconds;
      List<String> statements = database.statements();
      write(
          nodes.size(),
          perSecond,
          (messages(nodes) - messages) / seconds,
          most(statements.subList(logged, statements.size()), seconds));
      return perSecond;
    }
  }

  /// The statements that are asked most, with how often in a second; empty when they are not
  /// logged.
  private static JsonObject most(List<String> statements, double seconds) {
    Map<String, Long> counts =
        statements.stream().collect(Collectors.groupingBy(it -> it, Collectors.counting()));
    var most = new JsonObject();
    counts.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .limit(MOST_SHOWN)
        .forEach(it -> most.put(it.getKey(), round(it.getValue() / seconds)));
    return most;
  }

  private static double messages(List<NodeProcess> nodes) {
    return nodes.stream()
        .flatMap(node -> NodeProcess.get(node.managementPort(), "/metrics").body().lines())
        .filter(line -> line.startsWith("ozm_bus_messages_total"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private static void write(int nodes, double perSecond, double messages, JsonObject statements)
      throws IOException {
    Path target = Path.of("target", "idle");
    Files.createDirectories(target);
    Files.writeString(
        target.resolve(nodes + ".json"),
        new JsonObject()
            .put("nodes", nodes)
            .put("transactions_per_second", round(perSecond))
            .put("transactions_per_second_and_node", round(perSecond / nodes))
            .put("bus_messages_per_second", round(messages))
            .put("statements_per_second", statements)
            .encodePrettily());
  }

  private NodeProcess start(int number) {
    return NodeProcess.in(directory.resolve("node-" + number), "node-" + number)
        .database(database.url())
        .setting("node_id", "node-" + number)
        .setting("cluster.name", "idle-" + database.url().port())
        .arguments("all", "-cluster", "--config-dir", stage.tree().toString())
        .start();
  }

  private static void pause(Duration duration) {
    await().pollDelay(duration).atMost(duration.plusSeconds(10)).until(() -> true);
  }

  private static double round(double value) {
    return Math.round(value * 10) / 10.0;
  }
}
