package org.ozmonitor.server.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.lane.LaneKind;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.server.cluster.Topics;

/// Tenants that leave lanes, change hands and come together again while blocks come in: each match
/// is stored once, and told once.
class LaneMeetingIT {
  private static final TenantId ALICE = WorkStage.TENANT;
  private static final JsonObject HEAD =
      new JsonObject().put("detect_at", "head").put("confirmation_blocks", 3);

  private final List<String> expected = new ArrayList<>();
  private WorkStage stage;
  private TenantId bob;
  private Topics topics;
  private String word = "whales";
  private long end;

  @BeforeEach
  void create() {
    stage = new WorkStage(HEAD);
    topics = Topics.muted(stage.vertx.eventBus());
    var _ = stage.lane("a");
    bob = stage.tenant("bob");
    stage.monitor("whales");
    stage.monitor(bob, "whales", new JsonObject());
  }

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void losesAndRepeatsNothingWhenTenantLeavesUnderLoadAndComesBack() {
    var _ = deploy("a");
    append(40);

    leave(lane(ALICE), bob, Optional.of("a"), LaneKind.CATCH_UP);
    append(40);

    awaitOneLane();
    awaitEnd();
    assertEveryMatchOnce();
  }

  @Test
  void catchesUpWithChainThatNeverRests() {
    var _ = deploy("a");
    Lane all = lane(ALICE);
    leave(all, bob, Optional.empty(), LaneKind.PARKED);
    append(150);
    await().until(() -> lane(ALICE).seq() >= end);
    assertThat(lane(bob).seq()).isLessThan(end);

    turn(lane(bob), LaneKind.CATCH_UP, Optional.of("a"));
    await()
        .until(
            () -> {
              append(3);
              return lanes().size() == 1;
            });

    awaitEnd();
    assertEveryMatchOnce();
  }

  @Test
  void goesOnAtAnotherWorkerWhereTheFirstHasStopped() {
    String first = deploy("a");
    var _ = deploy("b");
    append(30);

    leave(lane(ALICE), bob, Optional.of("b"), LaneKind.CATCH_UP);
    append(30);
    await().until(() -> lane(bob).seq() >= end);
    assertThat(lane(bob).worker()).contains("b");
    assertThat(lane(bob).kind()).isEqualTo(LaneKind.MAIN);
    Lane left = lane(ALICE);
    var handed =
        WorkStage.await(
            stage.engine.inTransaction(
                c -> stage.lanes.hand(c, left, Optional.of("b"), "a is drained")));
    assertThat(handed).isTrue();
    append(30);

    awaitOneLane();
    awaitEnd();
    undeploy(first);
    assertEveryMatchOnce();
  }

  @Test
  void keepsBothLanesWhenTheirMeetingFailsAndMakesOneLater() {
    stage.execute(
        """
        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
          $$ BEGIN RAISE EXCEPTION 'injected' USING ERRCODE = 'XX000'; END $$;
        CREATE TRIGGER refuse BEFORE DELETE ON lane FOR EACH ROW EXECUTE FUNCTION refuse();
        """);
    var _ = deploy("a");
    append(10);
    leave(lane(ALICE), bob, Optional.of("a"), LaneKind.CATCH_UP);
    append(10);
    await().during(Duration.ofMillis(1500)).until(() -> lanes().size() == 2);
    awaitEnd();

    stage.execute("DROP TRIGGER refuse ON lane");
    append(10);

    await().until(() -> lanes().size() == 1);
    awaitEnd();
    assertEveryMatchOnce();
  }

  @Test
  void walksNothingThatIsParkedWithoutAWorker() {
    var _ = deploy("a");
    leave(lane(ALICE), bob, Optional.empty(), LaneKind.PARKED);
    long parked = lane(bob).seq();
    append(5);

    await().until(() -> lane(ALICE).seq() >= end);
    await().during(Duration.ofMillis(1500)).until(() -> lane(bob).seq() == parked);
    assertThat(lanes()).hasSize(2);
  }

  @Test
  void confirmsInOneLaneWhatWasDetectedInAnother() {
    word = "sure";
    stage.monitor("sure", new JsonObject().put("confirmations", 6));
    stage.monitor(bob, "sure", new JsonObject().put("confirmations", 6));
    var _ = deploy("a");
    append(3);
    awaitEnd();
    assertThat(states()).containsOnly("detected");

    leave(lane(ALICE), bob, Optional.of("a"), LaneKind.CATCH_UP);
    append(1);
    awaitOneLane();
    for (int i = 0; i < 8; i++) {
      end = stage.block();
    }

    awaitEnd();
    assertThat(states()).containsOnly("confirmed");
    assertEveryMatchOnce();
  }

  private void append(int blocks) {
    for (int i = 0; i < blocks; i++) {
      String transaction = "0x%05d".formatted(expected.size() / 2);
      end = stage.block(transaction + " " + word);
      expected.add(ALICE + " " + transaction);
      expected.add(bob + " " + transaction);
    }
  }

  private void assertEveryMatchOnce() {
    assertThat(rows("SELECT tenant_id || ' ' || transaction_id FROM matches"))
        .containsExactlyInAnyOrderElementsOf(expected);
    assertThat(
            rows(
                "SELECT d.tenant_id || ' ' || m.transaction_id FROM deliveries d"
                    + " JOIN matches m ON m.tenant_id = d.tenant_id AND m.id = d.match_id"))
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  private List<String> states() {
    return rows("SELECT state FROM matches");
  }

  private List<String> rows(String sql) {
    return WorkRows.select(stage.database, sql).stream().map(List::getFirst).toList();
  }

  private void awaitOneLane() {
    await().until(() -> lanes().size() == 1);
    assertThat(lanes().getFirst().kind()).isEqualTo(LaneKind.MAIN);
  }

  private void awaitEnd() {
    await().until(() -> lanes().stream().allMatch(lane -> lane.seq() >= end));
  }

  private List<Lane> lanes() {
    return WorkStage.await(stage.lanes.list(stage.engine.reader()));
  }

  private Lane lane(TenantId tenant) {
    return lanes().stream().filter(it -> it.tenants().contains(tenant)).findFirst().orElseThrow();
  }

  private void leave(Lane from, TenantId tenant, Optional<String> worker, LaneKind kind) {
    Optional<UUID> left =
        WorkStage.await(
            stage.engine.inTransaction(
                c -> stage.lanes.leave(c, from, Set.of(tenant), worker, kind, "test")));
    assertThat(left).isPresent();
  }

  private void turn(Lane lane, LaneKind kind, Optional<String> worker) {
    var turned =
        WorkStage.await(
            stage.engine.inTransaction(c -> stage.lanes.turn(c, lane, kind, worker, "test")));
    assertThat(turned).isTrue();
  }

  private String deploy(String node) {
    return WorkStage.await(
        stage.vertx.deployVerticle(stage.worker(node, topics).verticle(() -> {})));
  }

  private void undeploy(String deployment) {
    var _ = WorkStage.await(stage.vertx.undeploy(deployment).map(true));
  }
}
