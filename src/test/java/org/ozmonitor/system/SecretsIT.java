package org.ozmonitor.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ozmonitor.fixture.FakeVault;
import org.ozmonitor.fixture.JarCommand;
import org.ozmonitor.fixture.NodeProcess;
import org.ozmonitor.fixture.Parrot;
import org.ozmonitor.fixture.SecretTree;
import org.ozmonitor.fixture.Sql;
import org.ozmonitor.fixture.Stage;
import org.ozmonitor.fixture.TestDatabase;
import org.ozmonitor.fixture.TestSeal;
import org.ozmonitor.server.demo.Receiver;
import org.ozmonitor.server.demo.Simulator;
import org.ozmonitor.server.postgres.DatabaseUrl;
import org.ozmonitor.server.secret.SealKey;

/// A node whose configuration is full of secrets, with deliveries that succeed and deliveries that
/// fail at receivers which repeat everything they are sent: no secret is found in its database, in
/// its log at level debug or in its metrics, its key can be changed while it runs, and what a vault
/// takes back is used no longer than it may be.
final class SecretsIT {
  private final Vertx vertx = Vertx.vertx();
  @TempDir private Path directory;
  private DatabaseUrl.Server url;
  private Stage stage;
  private Parrot parrot;
  private Parrot failing;
  private FakeVault vault;
  private SecretTree secrets;
  private Sql sql;

  @BeforeEach
  void open() throws IOException {
    url = TestDatabase.createEmpty();
    sql = new Sql(url);
    stage = new Stage(directory, Simulator.Settings.demo(7), Receiver.Settings.demo("stage", 7));
    vault = new FakeVault(vertx, Optional.empty());
    parrot = new Parrot();
    failing = new Parrot();
    secrets = new SecretTree(stage.tree(), parrot, failing, vault);
  }

  @AfterEach
  void close() {
    stage.close();
    parrot.close();
    failing.close();
    sql.close();
    vertx.close().await();
  }

  @Test
  void showsNoSecretToWhoReadsItsDatabaseItsLogOrItsMetrics() {
    assertThat(secrets.planted()).hasSizeGreaterThanOrEqualTo(20);
    StringBuilder seen = new StringBuilder();
    try (NodeProcess node = node('a').start().awaitReady()) {
      stage.startChain();
      awaitOutcomes();
      stage.stopChain();
      seen.append(NodeProcess.get(node.managementPort(), "/metrics").body());
      node.terminate();
      seen.append(node.output()).append(dump());
    }

    assertThat(seen)
        .contains("ozm1:", "endpoint failed", "said again", "HTTP status 500")
        .contains("***")
        .doesNotContain(TestSeal.key('a'));
    assertHidden(seen);
  }

  @Test
  void deliversOnWhileItsKeyIsChangedAndShowsNoSecretOnTheWay() {
    StringBuilder seen = new StringBuilder();
    stage.startChain();
    try (NodeProcess node = node('a', 'b').start().awaitReady()) {
      awaitOutcomes();
      assertThat(dump()).contains(mark('a')).doesNotContain(mark('b'));

      JarCommand.Outcome rotation =
          JarCommand.run(directory, node('b', 'a').environment(), "secrets", "rotate");

      assertThat(rotation.exit()).as(rotation.errors()).isZero();
      assertThat(rotation.output().strip())
          .matches("\\d+ documents, [1-9]\\d* encrypted anew with key [0-9a-f]+");
      assertThat(dump()).contains(mark('b')).doesNotContain(mark('a'));
      awaitMoreAlerts();
      node.terminate();
      seen.append(rotation).append(node.output());
    }
    try (NodeProcess node = node('b').start().awaitReady()) {
      awaitMoreAlerts();
      node.terminate();
      seen.append(node.output()).append(dump());
    }
    assertHidden(seen);
    assertThat(seen).doesNotContain(TestSeal.key('a'), TestSeal.key('b'), mark('a'));
    try (NodeProcess node = node('a').start()) {
      await("a node with the old key ends").until(() -> !node.isAlive());
      assertThat(node.exitValue()).isEqualTo(1);
      assertThat(node.output()).contains(id('b'));
    }
  }

  @Test
  void followsAVaultThatRenewsASecretAndTakesItBack() {
    try (NodeProcess node =
        node('a')
            .setting("secrets.cache_ttl", "1s")
            .setting("secrets.stale_for", "1s")
            .start()
            .awaitReady()) {
      stage.startChain();
      String first = secrets.planted("url of the vault");
      await().until(() -> parrot.heard(first) > 0);

      String second = secrets.renewInVault();

      await().until(() -> parrot.heard(second) >= 3);
      long withFirst = parrot.heard(first);
      awaitMoreAlerts();
      assertThat(parrot.heard(first)).isEqualTo(withFirst);

      vault.revokeTokens();

      await("deliveries that find no secret").until(() -> attempts("from_vault", "retryable") >= 3);
      long withSecond = parrot.heard(second);
      awaitMoreAlerts();
      assertThat(parrot.heard(second)).isEqualTo(withSecond);
      assertThat(node.isAlive()).isTrue();
    }
  }

  /// Deliveries of each trigger are delivered or tried in vain, and nobody waits for a secret.
  private void awaitOutcomes() {
    await("outcomes")
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> {
              for (String trigger : List.of("ok", "from_env", "from_vault")) {
                assertThat(attempts(trigger, "delivered")).as(trigger).isPositive();
              }
              for (String trigger : List.of("failing", "unreachable")) {
                assertThat(attempts(trigger, "retryable")).as(trigger).isPositive();
              }
            });
  }

  /// Alerts arrive that were not there yet, signed and addressed by secrets.
  private void awaitMoreAlerts() {
    long before = parrot.heard(secrets.planted("ok url"));
    await("more alerts")
        .atMost(Duration.ofSeconds(30))
        .until(() -> parrot.heard(secrets.planted("ok url")) > before + 3);
  }

  private long attempts(String trigger, String outcome) {
    return sql.number(
        """
        SELECT count(*) FROM delivery_attempts a
          JOIN deliveries d ON d.id = a.delivery_id
          JOIN config_revision r ON r.entity_id = d.trigger_id
        WHERE r.slug = '%s' AND a.outcome = '%s'\
        """
            .formatted(trigger, outcome));
  }

  private void assertHidden(CharSequence seen) {
    secrets.planted().forEach((place, value) -> assertThat(seen).as(place).doesNotContain(value));
  }

  /// @param keys the current one and the previous one
  private NodeProcess.Builder node(char... keys) {
    NodeProcess.Builder node =
        NodeProcess.in(directory.resolve("node"), "node")
            .database(url)
            .setting("log.level", "debug")
            .setting("delivery.timeout", "3s")
            .setting("secrets.key", TestSeal.key(keys[0]))
            .arguments("all", "--config-dir", stage.tree().toString());
    if (keys.length > 1) {
      node.setting("secrets.previous_keys", TestSeal.key(keys[1]));
    }
    secrets.environment().forEach(node::variable);
    return node;
  }

  private String dump() {
    StringBuilder dump = new StringBuilder();
    for (List<String> table :
        sql.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")) {
      sql.rows("SELECT t::text FROM \"%s\" AS t".formatted(table.getFirst()))
          .forEach(row -> dump.append(row.getFirst()).append('\n'));
    }
    return dump.toString();
  }

  /// How each text begins that is encrypted with this key.
  private static String mark(char key) {
    return "ozm1:" + id(key) + ":";
  }

  private static String id(char key) {
    return SealKey.parse(TestSeal.key(key)).id();
  }
}
