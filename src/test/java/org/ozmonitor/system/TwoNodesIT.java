package org.ozmonitor.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ozmonitor.fixture.LogCheck;
import org.ozmonitor.fixture.NodeProcess;
import org.ozmonitor.fixture.Sql;
import org.ozmonitor.fixture.Stage;
import org.ozmonitor.fixture.TestDatabase;
import org.ozmonitor.server.demo.Report;
import org.ozmonitor.server.postgres.DatabaseUrl;

/// Two clustered nodes on one database: whoever owns the network may freeze, be frozen in the
/// middle of a transaction, or die, and the block log stays one log.
final class TwoNodesIT {
  private static final String OWNER = "SELECT owner FROM lease WHERE name LIKE 'network:%'";
  private static final String TIP = "SELECT tip_seq FROM lease WHERE name LIKE 'network:%'";

  @TempDir private Path directory;
  private DatabaseUrl.Server url;
  private Stage stage;
  private Sql sql;

  @BeforeEach
  void openStage() {
    url = TestDatabase.createEmpty();
    stage = Stage.restless(directory, 23, Duration.ZERO).startChain();
  }

  @AfterEach
  void closeStage() {
    if (sql != null) {
      sql.close();
    }
    stage.close();
  }

  @Test
  void staysOneLogWhoeverOwnsTheNetwork() {
    try (NodeProcess a = patient("node-a", "one").start();
        NodeProcess b = patient("node-b", "one").start()) {
      assertOneLogWhateverHappensToItsOwner(awaitBoth(a, b));
    }
  }

  @Test
  @Tag("path")
  void staysOneLogWhenTheNodesCannotSeeEachOther() {
    try (NodeProcess a = hasty("node-a", "one").start();
        NodeProcess b = hasty("node-b", "two").start()) {
      assertOneLogWhateverHappensToItsOwner(awaitBoth(a, b));
    }
  }

  private void assertOneLogWhateverHappensToItsOwner(Map<String, NodeProcess> nodes) {
    freezeAndWake(nodes);
    freezeInTransactionAndWake(nodes);
    String owner = sql.text(OWNER);

    nodes.get(owner).kill();

    awaitBlocksFrom(other(owner));
    assertNothingLost();
  }

  private void freezeAndWake(Map<String, NodeProcess> nodes) {
    String owner = sql.text(OWNER);
    nodes.get(owner).signal("STOP");
    awaitBlocksFrom(other(owner));
    wake(nodes.get(owner));
  }

  private void freezeInTransactionAndWake(Map<String, NodeProcess> nodes) {
    String owner = sql.text(OWNER);
    sql.holding("LOCK TABLE block_log IN SHARE MODE", () -> freezeWhileAppending(nodes.get(owner)));
    awaitBlocksFrom(other(owner));
    wake(nodes.get(owner));
  }

  /// Lets it run again long enough to try what it was about to do.
  private void wake(NodeProcess node) {
    node.signal("CONT");
    long tip = sql.number(TIP);
    await("the log goes on after the wake-up").until(() -> sql.number(TIP) > tip + 4);
  }

  private void freezeWhileAppending(NodeProcess owner) {
    try (Sql other = new Sql(url)) {
      await("an append waits for the table")
          .pollInterval(Duration.ofMillis(5))
          .until(
              () ->
                  other.number(
                          "SELECT count(*) FROM pg_locks WHERE NOT granted"
                              + " AND relation = 'block_log'::regclass")
                      > 0);
    }
    owner.signal("STOP");
  }

  /// With the lease's own times, so that a takeover takes as long as it does for users.
  private NodeProcess.Builder patient(String node, String cluster) {
    return NodeProcess.in(directory.resolve(node), node)
        .database(url)
        .setting("node_id", node)
        .setting("cluster.name", "two-nodes-" + url.database() + "-" + cluster)
        .setting("delivery.timeout", "3s")
        .setting("delivery.claim_timeout", "5s")
        .arguments("all", "-cluster", "--config-dir", stage.tree().toString());
  }

  private NodeProcess.Builder hasty(String node, String cluster) {
    return patient(node, cluster)
        .setting("lease.ttl", "2s")
        .setting("lease.renew_interval", "500ms");
  }

  private Map<String, NodeProcess> awaitBoth(NodeProcess a, NodeProcess b) {
    a.awaitReady();
    b.awaitReady();
    sql = new Sql(url);
    await("blocks").until(() -> sql.number(TIP) > 3 && !sql.text(OWNER).isEmpty());
    return Map.of("node-a", a, "node-b", b);
  }

  private void awaitBlocksFrom(String node) {
    long epoch = sql.number("SELECT epoch FROM lease WHERE name LIKE 'network:%'");
    await("%s appends".formatted(node))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> sql.number("SELECT max(epoch) FROM block_log") > epoch);
    assertThat(sql.text(OWNER)).isEqualTo(node);
  }

  private void assertNothingLost() {
    stage.stopChain();
    Report report = stage.drain(Duration.ofSeconds(60));
    assertThat(report.lost()).as("lost in %s", report).isZero();
    assertThat(report.repeatedNewId()).as("repeated under a new id in %s", report).isZero();
    assertThat(report.wronglyStanding()).as("wrongly standing in %s", report).isZero();
    assertThat(LogCheck.assertSound(sql)).isGreaterThan(10);
  }

  private static String other(String owner) {
    return owner.equals("node-a") ? "node-b" : "node-a";
  }
}
