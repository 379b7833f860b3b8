package org.ozmonitor.server.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.balance.Outcome;
import org.ozmonitor.core.balance.PlacementStrategy;
import org.ozmonitor.core.balance.Situation;
import org.ozmonitor.core.balance.WorkerLoad;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.server.work.WorkStage;

/// Tenants and the workers that they get, while workers come, go and drain.
@Tag("path")
class AssignmentsIT {
  private final BalanceNodes nodes = new BalanceNodes();

  @AfterEach
  void close() {
    nodes.close();
  }

  @Test
  void tenantsOfADeadWorkerGoToLiveOnesWithItsReasonAndMissNothing() {
    nodes.tenants(12);
    nodes.worker("w1");
    nodes.worker("w2");
    var doomed = WorkStage.await(nodes.stage.workers().register("dead", "worker"));
    long renewals =
        nodes.stage.vertx.setPeriodic(
            200,
            _ -> {
              var _ = nodes.stage.workers().renew(doomed, WorkerLoad.UNKNOWN);
            });
    nodes.balancer("n1", 50);
    awaitAll(12);
    Map<String, String> before = nodes.workers();
    nodes.stage.block("0xa whales");

    assertThat(nodes.stage.vertx.cancelTimer(renewals)).isTrue();
    await().until(() -> nodes.tenantsOf("dead") == 0);
    nodes.stage.block("0xb whales");
    await().until(() -> nodes.matchesOf("0xa") == 12 && nodes.matchesOf("0xb") == 12);

    assertThat(before).containsValue("dead");
    Map<String, String> reasons = nodes.reasons();
    before.forEach(
        (tenant, worker) -> {
          if (worker.equals("dead")) {
            assertThat(reasons.get(tenant)).isEqualTo("worker_failure");
          }
        });
  }

  @Test
  void workerThatComesGetsItsPartAndAllOthersStay() {
    nodes.tenants(60);
    List.of("w1", "w2", "w3").forEach(nodes::worker);
    nodes.balancer("n1", 50);
    awaitAll(60);
    nodes.stage.block("0xa whales");
    Map<String, String> before = nodes.workers();

    nodes.worker("w4");
    await().until(() -> nodes.tenantsOf("w4") > 0);
    nodes.stage.block("0xb whales");
    await().until(() -> nodes.matchesOf("0xa") == 60 && nodes.matchesOf("0xb") == 60);

    Set<String> moved = new HashSet<>();
    nodes
        .workers()
        .forEach(
            (tenant, worker) -> {
              if (!worker.equals(before.get(tenant))) {
                assertThat(worker).isEqualTo("w4");
                moved.add(tenant);
              }
            });
    assertThat(moved.size()).isBetween(6, 17);
    assertThat(nodes.reasons().entrySet().stream().filter(it -> moved.contains(it.getKey())))
        .allMatch(it -> it.getValue().equals("scaling"));
    await().until(() -> nodes.walkedBy("w4") == moved.size());
  }

  @Test
  void tenantsThatFitNowhereAreReportedAndKeepTheirPlace() {
    nodes.tenants(5);
    nodes.worker("w1");
    nodes.balancer("n1", 3);
    await().until(() -> nodes.tenantsOf("nobody") == 2);
    nodes.stage.block("0xa whales");
    await().until(() -> nodes.matchesOf("0xa") == 3);

    assertThat(nodes.gauge("ozm.tenants.unassigned")).isEqualTo(2);
    assertThat(nodes.gauge("ozm.workers.wanted")).isEqualTo(2);
    assertThat(nodes.notes.getLast())
        .singleElement()
        .asString()
        .contains("2 tenants are evaluated by nobody", "at most 3");

    nodes.worker("w2");
    await().until(() -> nodes.matchesOf("0xa") == 5);

    assertThat(nodes.tenantsOf("nobody")).isZero();
    assertThat(nodes.gauge("ozm.tenants.unassigned")).isZero();
    assertThat(nodes.notes.getLast()).isEmpty();
  }

  @Test
  void drainedWorkerLosesAllTenantsGoesOnEmptyAndGetsSomeBack() {
    nodes.tenants(12);
    nodes.worker("w1");
    nodes.worker("w2");
    nodes.balancer("n1", 50);
    awaitAll(12);
    assertThat(nodes.tenantsOf("w1")).isPositive();

    assertThat(WorkStage.await(nodes.stage.workers().drain("w1", true))).isTrue();
    await().until(() -> nodes.tenantsOf("w1") == 0 && nodes.walkedBy("w1") == 0);
    nodes.stage.block("0xa whales");
    await().until(() -> nodes.matchesOf("0xa") == 12);
    assertThat(nodes.reasons()).containsValue("manual");

    assertThat(WorkStage.await(nodes.stage.workers().drain("w1", false))).isTrue();
    await().until(() -> nodes.walkedBy("w1") > 0);
    nodes.stage.block("0xb whales");
    await().until(() -> nodes.matchesOf("0xb") == 12);
    assertThat(WorkStage.await(nodes.stage.workers().drain("nobody", true))).isFalse();
  }

  @Test
  void movesATenantAndEvensOutWhenAnOperatorAsks() {
    nodes.tenants(8);
    nodes.worker("w1");
    nodes.worker("w2");
    nodes.balancer("n1", 50);
    awaitAll(8);
    var requests = new BalanceRequests();
    var reader = nodes.stage.engine.reader();
    List<Assignments.Listed> all = nodes.assignments();
    List<Long> moves =
        all.stream()
            .map(it -> WorkStage.await(requests.move(reader, new TenantId(it.id()), "w2")))
            .toList();
    for (long move : moves) {
      await().until(() -> WorkStage.await(requests.outcome(reader, move)).isPresent());
    }
    assertThat(nodes.tenantsOf("w2")).isEqualTo(8);
    assertThat(nodes.reasons()).containsValue("manual");

    long refused =
        WorkStage.await(requests.move(reader, new TenantId(all.getFirst().id()), "gone"));
    long even = WorkStage.await(requests.rebalance(reader));
    await().until(() -> WorkStage.await(requests.outcome(reader, even)).isPresent());

    assertThat(WorkStage.await(requests.outcome(reader, even)))
        .contains(new Outcome(even, true, "4 tenants move"));
    assertThat(WorkStage.await(requests.outcome(reader, refused)))
        .contains(new Outcome(refused, false, "the worker gives no sign of life"));
    await().until(() -> nodes.walkedBy("w1") == 4 && nodes.walkedBy("w2") == 4);
    nodes.stage.block("0xa whales");
    await().until(() -> nodes.matchesOf("0xa") == 8);
  }

  @Test
  void evensOutByItselfOnceInItsInterval() {
    nodes.tenants(10);
    nodes.worker("w1");
    var rules = new Situation.Rules(PlacementStrategy.ROUND_ROBIN, 50, 0.2);
    nodes.balancer("n1", rules, Duration.ofSeconds(2));
    awaitAll(10);

    nodes.worker("w2");

    await().until(() -> nodes.tenantsOf("w2") == 5 && nodes.walkedBy("w2") == 5);
    assertThat(nodes.reasons()).containsValue("load_rebalance");
  }

  @Test
  void twoThousandTenantsGetTheirWorkersAndPlacesWithinSeconds() {
    nodes.tenants(2000);
    nodes.stage.block("0xa nothing");
    for (int i = 0; i < 10; i++) {
      var _ = WorkStage.await(nodes.stage.workers().register("w" + i, "worker"));
    }
    long began = System.nanoTime();

    nodes.balancer("n1", 300);
    await()
        .until(
            () ->
                nodes.stage.lanes.list(nodes.stage.engine.reader()).await().stream()
                        .mapToInt(lane -> lane.tenants().size())
                        .sum()
                    == 2000);

    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
    assertThat(WorkStage.await(new Assignments().counts(nodes.stage.engine.reader()))).hasSize(10);
    assertThat(
            WorkStage.await(
                new Assignments().list(nodes.stage.engine.reader(), Optional.of("t7"), 10)))
        .singleElement()
        .matches(it -> it.version() == 1 && it.reason().equals("initial"));
  }

  private void awaitAll(int tenants) {
    await()
        .until(
            () ->
                nodes.workers().size() == tenants
                    && WorkStage.await(nodes.stage.lanes.list(nodes.stage.engine.reader())).stream()
                            .mapToInt(lane -> lane.tenants().size())
                            .sum()
                        == tenants);
  }
}
