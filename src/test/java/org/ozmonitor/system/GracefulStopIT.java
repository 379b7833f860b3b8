package org.ozmonitor.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ozmonitor.fixture.NodeProcess;
import org.ozmonitor.fixture.Sql;
import org.ozmonitor.fixture.Stage;
import org.ozmonitor.fixture.TestDatabase;
import org.ozmonitor.server.demo.Report;
import org.ozmonitor.server.postgres.DatabaseUrl;

/// A node that is asked to stop, in every mode and by either signal: it drains, leaves nothing
/// behind, and whoever is there goes on at once. How long that takes is measured by
/// `scripts/fault-campaign`; here the machine may have other work.
final class GracefulStopIT {
  private static final List<String> MODES =
      List.of("all", "worker", "block-watcher", "load-balancer", "api", "delivery");
  private static final Duration LEASE = Duration.ofSeconds(6);
  private static final String OWNER = "SELECT owner FROM lease WHERE name LIKE 'network:%'";

  @TempDir private Path directory;
  private DatabaseUrl.Server url;
  private Stage stage;

  @BeforeEach
  void openStage() {
    url = TestDatabase.createEmpty();
    stage = Stage.restless(directory, 43, Duration.ofMillis(100)).startChain();
  }

  @AfterEach
  void closeStage() {
    stage.close();
  }

  @Test
  void leavesNothingBehindOnSigterm() {
    leavesNothingBehindOn("TERM", 143);
  }

  @Test
  void leavesNothingBehindOnSigint() throws IOException {
    Assumptions.assumeFalse(
        ignoresSigint(),
        "SIGINT is ignored here, and by all that is started here: a background job");
    leavesNothingBehindOn("INT", 130);
  }

  /// As shells have it for what they start in the background; processes inherit it.
  private static boolean ignoresSigint() throws IOException {
    String mask =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .findFirst()
            .orElseThrow();
    return (Long.parseUnsignedLong(mask.substring(mask.indexOf('\t') + 1), 16) & 2) != 0;
  }

  private void leavesNothingBehindOn(String signal, int exitCode) {
    List<NodeProcess> nodes = new ArrayList<>();
    try (Sql sql = new Sql(url)) {
      MODES.forEach(mode -> nodes.add(start(mode).awaitReady()));
      await("alerts").until(() -> sql.number("SELECT count(*) FROM delivery_attempts") > 5);

      nodes.forEach(node -> node.signal(signal));
      nodes.forEach(node -> await("the process ends").until(() -> !node.isAlive()));

      for (NodeProcess node : nodes) {
        assertThat(node.exitValue()).isEqualTo(exitCode);
        assertThat(node.output())
            .contains("node has stopped")
            .doesNotContain("a part did not stop in order");
      }
      assertThat(sql.number("SELECT count(*) FROM lease WHERE owner IS NOT NULL")).isZero();
      assertThat(sql.number("SELECT count(*) FROM workers WHERE state = 'running'")).isZero();
      assertThat(sql.number("SELECT count(*) FROM delivery_queue WHERE claimed_until IS NOT NULL"))
          .as("claims that nobody will answer")
          .isZero();
    } finally {
      nodes.forEach(NodeProcess::close);
    }
  }

  @Test
  void letsTheOtherGoOnWithoutWaitingForALeaseToRunOut() {
    try (NodeProcess a = start("all", "node-a");
        NodeProcess b = start("all", "node-b");
        Sql sql = new Sql(url)) {
      a.awaitReady();
      b.awaitReady();
      await("blocks").until(() -> !sql.text(OWNER).isEmpty());
      await("a lane").until(() -> sql.number("SELECT min(seq) FROM lane") > 3);
      String owner = sql.text(OWNER);
      NodeProcess leaves = Map.of("node-a", a, "node-b", b).get(owner);
      long epoch = sql.number("SELECT epoch FROM lease WHERE name LIKE 'network:%'");

      long began = System.nanoTime();
      leaves.signal("TERM");

      await("the other watches")
          .atMost(LEASE.multipliedBy(2))
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(10))
          .until(() -> sql.number("SELECT max(epoch) FROM block_log") > epoch);
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      await("the other works")
          .pollInterval(Duration.ofMillis(10))
          .until(
              () ->
                  sql.number("SELECT count(*) FROM lane WHERE worker = '" + owner + "'") == 0
                      && sql.number(
                              "SELECT count(*) FROM lane JOIN lease ON name LIKE 'network:%'"
                                  + " WHERE seq >= tip_seq - 1")
                          > 0);
      assertThat(took).isLessThan(LEASE);
      assertNothingLost();
    }
  }

  private void assertNothingLost() {
    stage.stopChain();
    Report report = stage.drain(Duration.ofSeconds(60));
    assertThat(report.lost()).as("lost in %s", report).isZero();
    assertThat(report.repeatedSameId() + report.repeatedNewId())
        .as("repeated in %s", report)
        .isZero();
    assertThat(report.wronglyStanding()).as("wrongly standing in %s", report).isZero();
  }

  private NodeProcess start(String mode) {
    return start(mode, mode);
  }

  private NodeProcess start(String mode, String name) {
    return NodeProcess.in(directory.resolve(name), name)
        .database(url)
        .setting("node_id", name)
        .arguments(mode, "--config-dir", stage.tree().toString())
        .start();
  }
}
