package org.ozmonitor.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ozmonitor.fixture.NodeProcess;
import org.ozmonitor.fixture.Sql;
import org.ozmonitor.fixture.Stage;
import org.ozmonitor.fixture.TestDatabase;
import org.ozmonitor.server.postgres.DatabaseUrl;

/// Monitors that are changed, paused and deleted while two nodes run: every node knows at once (in
/// a
/// second, and in five on a machine that has much else to do), and from the block on that states
/// it,
/// what they found before is not found any more.
@Tag("path")
final class ConfigurationChangeIT {
  private static final Duration AT_ONCE = Duration.ofSeconds(5);
  private static final Pattern LOADED =
      Pattern.compile("configuration loaded.*\"?version\"?\\s*[=:]\\s*\"?(\\d+)");

  @TempDir private Path directory;
  private DatabaseUrl.Server url;
  private Stage stage;
  private Sql sql;

  @BeforeEach
  void openStage() {
    url = TestDatabase.createEmpty();
    sql = new Sql(url);
    stage = Stage.restless(directory, 5, Duration.ZERO).startChain();
  }

  @AfterEach
  void closeStage() {
    sql.close();
    stage.close();
  }

  @Test
  void changesArePickedUpByEveryNodeAtOnce() throws IOException {
    try (NodeProcess a = start("node-a");
        NodeProcess b = start("node-b")) {
      a.awaitReady();
      b.awaitReady();
      Path monitors = stage.tree().resolve("monitors");

      assertEndsAtOnce(
          "Large ALPHA transfer",
          () -> edit(monitors.resolve("large_alpha_transfer.json"), ConfigurationChangeIT::never),
          a,
          b);
      assertEndsAtOnce(
          "Treasury moves tokens",
          () ->
              edit(
                  monitors.resolve("treasury_moves_tokens.json"),
                  document -> document.put("paused", true)),
          a,
          b);
      assertEndsAtOnce(
          "Large BETA transfer call",
          () -> Files.delete(monitors.resolve("large_beta_transfer_call.json")),
          a,
          b);
    }
  }

  /// A change of the tree.
  private interface Change {
    void make() throws IOException;
  }

  /// @param monitor that finds nothing once the change is made
  private void assertEndsAtOnce(String monitor, Change change, NodeProcess... nodes)
      throws IOException {
    sql.awaitSome("matches of " + monitor, matchesOf(monitor) + " AND b.config_version > 0");
    long before = sql.number("SELECT version FROM config_head");

    change.make();

    await("all nodes know that " + monitor + " changed")
        .atMost(AT_ONCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(
            () -> {
              for (NodeProcess node : nodes) {
                assertThat(loaded(node)).isEqualTo(before + 1);
              }
            });
    sql.awaitSome(
        "blocks that are evaluated with it",
        "SELECT count(*) FROM lane WHERE seq > (SELECT min(seq) + 8 FROM block_log"
            + " WHERE config_version > "
            + before
            + ")");
    assertThat(sql.number(matchesOf(monitor) + " AND b.config_version > " + before)).isZero();
  }

  private static long loaded(NodeProcess node) {
    return LOADED
        .matcher(node.output())
        .results()
        .mapToLong(line -> Long.parseLong(line.group(1)))
        .max()
        .orElse(0);
  }

  private static String matchesOf(String monitor) {
    return """
    SELECT count(*) FROM matches m
    JOIN block_log b ON b.network_id = m.network_id AND b.seq = m.seq AND b.kind = 'BLOCK'
    WHERE m.monitor_id IN (SELECT entity_id FROM config_revision
                           WHERE kind = 'monitor' AND document ->> 'name' = '%s')\
    """
        .formatted(monitor);
  }

  private static JsonObject never(JsonObject document) {
    document
        .getJsonObject("match_conditions")
        .getJsonArray("events")
        .getJsonObject(0)
        .put("expression", "value < 0");
    return document;
  }

  private static void edit(Path file, UnaryOperator<JsonObject> change) throws IOException {
    Path draft = file.resolveSibling("draft.tmp");
    Files.writeString(draft, change.apply(new JsonObject(Files.readString(file))).encode());
    Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
  }

  private NodeProcess start(String name) {
    return NodeProcess.in(directory.resolve(name), name)
        .database(url)
        .setting("node_id", name)
        .setting("log.format", "text")
        .setting("cluster.name", "change-" + url.database())
        .arguments("all", "-cluster", "--config-dir", stage.tree().toString())
        .start();
  }
}
