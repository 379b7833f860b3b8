package org.ozmonitor.server.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.fixture.TestDatabase;
import org.ozmonitor.server.cluster.Leases;
import org.ozmonitor.server.cluster.Workers;

class StatusReaderIT {
  private static final UUID NETWORK = new UUID(0, 1);
  private static final Duration TTL = Duration.ofSeconds(6);

  private final Vertx vertx = Vertx.vertx();
  private TestDatabase database;

  @BeforeEach
  void create() {
    database = TestDatabase.create(vertx);
    sql("UPDATE config_head SET version = 7");
    sql(
        "INSERT INTO networks (id, slug, document, version) VALUES ('%s', 'chain', '{}', 1)"
            .formatted(NETWORK));
  }

  @AfterEach
  void close() {
    database.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void showsWhoEvaluatesWhoOwnsWhatAndHowFarItIs() {
    var registered = await(workers().register("w1", "worker"));
    watcher("w1", 12, OptionalLong.of(20));
    lane("w1", 10);
    lane("w2", 12);

    ClusterStatus status = read(10);

    assertThat(registered.epoch()).isEqualTo(1);
    assertThat(status.configVersion()).isEqualTo(7);
    assertThat(status.nodes().rows()).hasSize(1);
    ClusterStatus.Node node = status.nodes().rows().getFirst();
    assertThat(node.state()).isEqualTo("running");
    assertThat(node.roles()).containsExactlyInAnyOrder("worker", "block-watcher");
    assertThat(node.silence().orElseThrow()).isLessThan(TTL);
    ClusterStatus.Lease lease = status.leases().rows().getFirst();
    assertThat(lease.network()).contains("chain");
    assertThat(lease.owner()).contains("w1");
    assertThat(lease.behind()).hasValue(8);
    assertThat(status.lanes().rows()).extracting(ClusterStatus.Lane::lag).containsExactly(2L, 0L);
    assertThat(status.lanes().rows())
        .extracting(lane -> lane.behind().orElseThrow())
        .containsExactly(10L, 8L);
    assertThat(status.lanes().rows().getFirst().worker()).isEqualTo(Optional.of("w1"));
  }

  @Test
  void callsANodeSilentThatGivesNoSignOfLife() {
    assertThat(await(workers().register("dead", "worker")).epoch()).isEqualTo(1);
    var stopped = await(workers().register("stopped", "worker"));
    await(workers().stopped(stopped));
    sql("UPDATE workers SET renewed_at = ozm_now() - interval '1 minute'");

    assertThat(read(10).nodes().rows())
        .extracting(node -> node.id() + " " + node.state())
        .containsExactlyInAnyOrder("dead silent", "stopped stopped");
  }

  @Test
  void showsNodesThatOnlyHoldLeases() {
    var leases = new Leases(database.engine().reader());
    assertThat(await(leases.create("load-balancer", "b1"))).isPresent();
    watcher("b2", 3, OptionalLong.empty());

    assertThat(read(10).nodes().rows())
        .extracting(node -> node.id() + " " + node.roles())
        .containsExactlyInAnyOrder("b1 [load-balancer]", "b2 [block-watcher]");
  }

  @Test
  void showsBreakersThatAreNotClosedAndWhatLanesAreFor() {
    sql(
        "INSERT INTO tenants (id, slug, name) VALUES ('%s', 'acme', 'A')"
            .formatted(new UUID(0, 9)));
    sql(
        """
        INSERT INTO tenant_breakers (tenant_id, network_id, state, openings, reason, node)
        VALUES ('%1$s', '%2$s', 'open', 3, 'it fails', 'n1'), ('%1$s', NULL, 'closed', 1, 'x', 'n1')\
        """
            .formatted(new UUID(0, 9), NETWORK));
    lane("w1", 1);
    sql("UPDATE lane SET kind = 'CATCH_UP'");

    ClusterStatus status = read(10);

    assertThat(status.breakers().rows()).hasSize(1);
    ClusterStatus.Breaker breaker = status.breakers().rows().getFirst();
    assertThat(breaker.tenant()).isEqualTo("acme");
    assertThat(breaker.guards()).isEqualTo("network chain");
    assertThat(breaker.openings()).isEqualTo(3);
    assertThat(status.lanes().rows().getFirst().kind()).isEqualTo("catch_up");
    assertThat(status.tenants().served()).isEqualTo(1);
    assertThat(StatusText.of(status)).contains("acme", "it fails", "catch_up");
  }

  @Test
  void keepsToItsBoundAndSaysSo() {
    for (int i = 0; i < 5; i++) {
      lane("w" + i, i);
    }

    ClusterStatus few = read(3);

    assertThat(few.lanes().rows()).hasSize(3);
    assertThat(few.lanes().more()).isTrue();
    assertThat(StatusText.of(few)).contains("… and more: --limit");
    assertThat(read(5).lanes().more()).isFalse();
  }

  @Test
  void countsWhatSomebodyMayHaveToLookAt() {
    String tenant = TenantId.DEFAULT.value().toString();
    sql(
        "INSERT INTO evaluation_errors (tenant_id, monitor_id, network_id, seq, error)"
            + " VALUES ('%s', gen_random_uuid(), '%s', 3, 'x')".formatted(tenant, NETWORK));
    sql(
        "INSERT INTO missed_blocks (network_id, first_height, last_height, reason)"
            + " VALUES ('%s', 1, 2, 'x')".formatted(NETWORK));
    sql(
        "INSERT INTO delivery_queue (tenant_id, delivery_id, due_at)"
            + " VALUES ('%s', gen_random_uuid(), ozm_now() - interval '90 s')".formatted(tenant));

    ClusterStatus.Troubles troubles = read(10).troubles();

    assertThat(troubles.evaluationErrors()).isEqualTo(1);
    assertThat(troubles.lastError()).isPresent();
    assertThat(troubles.missedBlocks()).isEqualTo(1);
    assertThat(troubles.unfinished()).isEqualTo(1);
    assertThat(troubles.oldestDue()).isGreaterThanOrEqualTo(Duration.ofSeconds(90));
    assertThat(troubles.deadLetters()).isZero();
  }

  @Test
  void isTheSameForPeopleAndPrograms() {
    assertThat(await(workers().register("w1", "worker")).epoch()).isEqualTo(1);
    watcher("w1", 12, OptionalLong.of(20));
    lane("w1", 10);

    ClusterStatus status = read(10);
    JsonObject json = StatusJson.of(status);

    assertThat(json.getInteger("config_version")).isEqualTo(7);
    JsonObject lane = json.getJsonObject("lanes").getJsonArray("rows").getJsonObject(0);
    assertThat(lane.getString("network")).isEqualTo("chain");
    assertThat(lane.getString("worker")).isEqualTo("w1");
    assertThat(lane.getInteger("lag")).isEqualTo(2);
    assertThat(lane.getInteger("blocks_behind")).isEqualTo(10);
    String text = StatusText.of(status);
    assertThat(text).contains("configuration version 7", "network chain", "dead letters");
    assertThat(text.lines().filter(line -> line.startsWith("chain")))
        .singleElement()
        .asString()
        .contains("w1", " 10 ", " 2 ");
  }

  private ClusterStatus read(int limit) {
    return await(new StatusReader(database.engine().reader(), TTL).read(limit));
  }

  private Workers workers() {
    return new Workers(database.engine().reader());
  }

  /// A log of so many blocks, each one higher than its position, and its owner.
  private void watcher(String owner, long seq, OptionalLong head) {
    var leases = new Leases(database.engine().reader());
    var lease = await(leases.create("network:" + NETWORK, owner)).orElseThrow();
    assertThat(await(leases.renew(lease, head))).isTrue();
    sql(
        "UPDATE lease SET tip_seq = %d, tip_height = %d WHERE name LIKE 'network:%%'"
            .formatted(seq, seq));
    sql(
        """
        INSERT INTO block_log (network_id, seq, kind, height, hash, config_version, epoch)
        SELECT '%s', i, 'BLOCK', i, '0x' || i, 1, 1 FROM generate_series(1, %d) i\
        """
            .formatted(NETWORK, seq));
  }

  private void lane(String worker, long seq) {
    sql(
        """
        INSERT INTO lane (id, network_id, worker, seq, epoch, reason)
        VALUES (gen_random_uuid(), '%s', '%s', %d, 1, 'initial')\
        """
            .formatted(NETWORK, worker, seq));
  }

  private void sql(String statement) {
    var _ = await(database.engine().reader().query(statement).execute());
  }

  private static <T> T await(Future<T> future) {
    return future.timeout(10, TimeUnit.SECONDS).await();
  }
}
