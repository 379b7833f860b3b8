package org.ozmonitor.server.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.lane.LaneKind;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.server.cluster.Topics;

/// A worker that could not show that it lives for a while, and can again.
class FencedWorkerIT {
  private WorkStage stage;
  private TenantId bob;

  @BeforeEach
  void create() {
    stage = new WorkStage(new JsonObject());
    var _ = stage.lane("w");
    bob = stage.tenant("bob");
    stage.monitor("whales");
    stage.block("0x1 whales");
    park();
  }

  @AfterEach
  void close() {
    stage.close();
  }

  /// The lane of the default tenant waits for its payload for a minute.
  @Test
  void walksItsOtherLanesWhileOneWaitsForAPayloadThatNeverComes() {
    stage.silent.add(stage.lastHash());
    deploy();
    await().until(() -> stage.asked.contains(stage.lastHash()));
    catchUp();
    await().until(() -> lane(bob).seq() > 1);

    refuseRenewals();
    await().pollDelay(WorkStage.TIMES.ttl().multipliedBy(3)).until(() -> true);
    long seq = stage.block();
    assertThat(lane(bob).seq()).as("it is fenced").isLessThan(seq);
    stage.execute("DROP TRIGGER refuse ON workers");

    await().atMost(Duration.ofSeconds(20)).until(() -> lane(bob).seq() == seq);
    assertThat(lane(WorkStage.TENANT).seq()).isLessThan(seq);
  }

  /// Bob's lane stays behind until that of the default tenant waits: they would be one at once.
  private void park() {
    Lane all = stage.readLane();
    Optional<?> left =
        WorkStage.await(
            stage.engine.inTransaction(
                c ->
                    stage.lanes.leave(
                        c, all, Set.of(bob), Optional.empty(), LaneKind.PARKED, "test")));
    assertThat(left).isPresent();
  }

  /// He has no monitors, so his lane needs no payloads.
  private void catchUp() {
    Lane parked = lane(bob);
    boolean turned =
        WorkStage.await(
            stage.engine.inTransaction(
                c -> stage.lanes.turn(c, parked, LaneKind.CATCH_UP, Optional.of("w"), "test")));
    assertThat(turned).isTrue();
  }

  private void refuseRenewals() {
    stage.execute(
        """
        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
          $$ BEGIN RAISE EXCEPTION 'injected' USING ERRCODE = 'XX000'; END $$;
        CREATE TRIGGER refuse BEFORE UPDATE ON workers FOR EACH ROW EXECUTE FUNCTION refuse();
        """);
  }

  private void deploy() {
    var _ =
        WorkStage.await(
            stage.vertx.deployVerticle(
                stage.worker("w", Topics.muted(stage.vertx.eventBus())).verticle(() -> {})));
  }

  private Lane lane(TenantId tenant) {
    return WorkStage.await(stage.lanes.list(stage.engine.reader())).stream()
        .filter(it -> it.tenants().contains(tenant))
        .findFirst()
        .orElseThrow();
  }
}
