package org.ozmonitor.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ozmonitor.fixture.LogCheck;
import org.ozmonitor.fixture.NodeProcess;
import org.ozmonitor.fixture.Postmaster;
import org.ozmonitor.fixture.Sql;
import org.ozmonitor.fixture.Stage;
import org.ozmonitor.server.demo.Report;

/// The database is away for longer than leases live: a node stops working, keeps what it has, goes
/// on by itself, and what it delivers is what it would have delivered.
final class DatabaseOutageIT {
  private static final Duration OUTAGE = Duration.ofSeconds(6);
  private static final String TIP = "SELECT tip_seq FROM lease WHERE name LIKE 'network:%'";

  @TempDir private Path directory;
  private Postmaster database;
  private Stage stage;

  @BeforeEach
  void openStage() {
    database = Postmaster.start(directory.resolve("server"));
    stage = Stage.restless(directory, 41, Duration.ZERO).startChain();
  }

  @AfterEach
  void closeStage() {
    stage.close();
    database.close();
  }

  @Test
  void resumesWhenTheDatabaseWasStopped() {
    survives(database::stop, database::startAgain);
  }

  @Test
  void resumesWhenTheDatabaseDidNotAnswer() {
    survives(database::freeze, database::thaw);
  }

  private void survives(Runnable outage, Runnable end) {
    try (NodeProcess node = start().awaitReady()) {
      awaitTip(4);
      outage.run();
      int port = node.managementPort();
      await("the node says what is missing")
          .atMost(Duration.ofSeconds(5))
          .until(() -> NodeProcess.get(port, "/ready").body().contains("\"database\""));
      assertThat(NodeProcess.get(port, "/health").statusCode()).isEqualTo(200);
      AtomicInteger received = new AtomicInteger(stage.received().size());
      await("nothing is sent that could not be written down")
          .pollDelay(OUTAGE)
          .until(() -> received.getAndSet(stage.received().size()) >= 0);
      int before = received.get();
      await().pollDelay(Duration.ofSeconds(1)).until(() -> true);
      assertThat(stage.received()).hasSize(before);

      end.run();

      long seen = tip();
      awaitTip(seen + 4);
      assertThat(node.isAlive()).isTrue();
      assertNothingLost();
    }
  }

  private NodeProcess start() {
    return NodeProcess.in(directory.resolve("node"), "node")
        .setting("database_url", database.databaseUrl())
        .setting("lease.ttl", "1s")
        .setting("lease.renew_interval", "300ms")
        .setting("delivery.timeout", "2s")
        .setting("delivery.claim_timeout", "3s")
        .arguments("all", "--config-dir", stage.tree().toString())
        .start();
  }

  private void awaitTip(long seq) {
    await("the log reaches " + seq).atMost(Duration.ofSeconds(20)).until(() -> tip() >= seq);
  }

  private long tip() {
    try (Sql sql = new Sql(database.url())) {
      return sql.number(TIP);
    }
  }

  private void assertNothingLost() {
    stage.stopChain();
    Report report = stage.drain(Duration.ofSeconds(60));
    assertThat(report.expected()).isGreaterThan(5);
    assertThat(report.lost()).as("lost in %s", report).isZero();
    assertThat(report.repeatedNewId()).as("repeated under a new id in %s", report).isZero();
    assertThat(report.wronglyStanding()).as("wrongly standing in %s", report).isZero();
    try (Sql sql = new Sql(database.url())) {
      assertThat(LogCheck.assertSound(sql)).isGreaterThan(5);
    }
  }
}
