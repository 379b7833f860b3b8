package org.ozmonitor.core.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ozmonitor.core.balance.BalanceStage.tenant;
import static org.ozmonitor.core.balance.BalanceStage.tenants;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ozmonitor.core.balance.Situation.Evening;
import org.ozmonitor.core.balance.Situation.Move;
import org.ozmonitor.core.tenant.TenantId;

class PlacementPlannerTest {
  @Test
  void givesEachTenantAWorkerAndThenChangesNothing() {
    var stage = BalanceStage.ring(50).workers("a", "b").demand(tenants(20));

    PlacementPlan plan = stage.run();

    assertThat(plan.changed())
        .hasSize(20)
        .allMatch(it -> it.reason() == AssignmentReason.INITIAL && it.version() == 1);
    assertThat(stage.size("a") + stage.size("b")).isEqualTo(20);
    assertThat(stage.run().isNothing()).isTrue();
  }

  @Test
  void workerThatComesDrawsAboutItsPartAndAllOthersStay() {
    for (int count = 1; count <= 9; count++) {
      var stage = BalanceStage.ring(1000).demand(tenants(400));
      IntStream.range(0, count).forEach(i -> stage.workers("w" + i));
      stage.run();
      Map<TenantId, Assignment> before = stage.assignments;

      stage.workers("new").run();

      Set<TenantId> moved = stage.movedSince(before);
      double part = moved.size() * (count + 1) / 400.0;
      assertThat(part).as("%d workers", count).isBetween(0.6, 1.11);
      assertThat(moved)
          .allMatch(
              tenant ->
                  stage.of(tenant).isOf("new")
                      && stage.of(tenant).reason() == AssignmentReason.SCALING
                      && stage.of(tenant).version() == 2);
      assertThat(stage.run().isNothing()).isTrue();
    }
  }

  @Test
  void drawsABoundedNumberAtOnceAndGoesOn() {
    var stage = BalanceStage.ring(100_000).workers("a").demand(tenants(3000));
    stage.run();

    stage.workers("b");

    int moved = 0;
    for (PlacementPlan plan = stage.run(); !plan.isNothing(); plan = stage.run()) {
      assertThat(plan.changed().stream().filter(it -> it.version() == 2).count())
          .isLessThanOrEqualTo(PlacementPlanner.MAX_MOVES);
      moved++;
    }
    assertThat(moved).isGreaterThanOrEqualTo(2);
    assertThat(stage.size("b")).isBetween(1200, 1800);
  }

  @Test
  void workerThatGoesLeavesOnlyItsOwn() {
    var stage = BalanceStage.ring(1000).workers("a", "b", "c", "d").demand(tenants(400));
    stage.run();
    List<TenantId> orphans = stage.at("c");
    Map<TenantId, Assignment> before = stage.assignments;

    stage.workers.remove("c");
    stage.run();

    assertThat(stage.movedSince(before)).containsExactlyInAnyOrderElementsOf(orphans);
    assertThat(orphans)
        .allMatch(it -> stage.of(it).reason() == AssignmentReason.WORKER_FAILURE)
        .allMatch(it -> stage.of(it).version() == 2);
    assertThat(List.of(stage.size("a"), stage.size("b"), stage.size("d")))
        .allMatch(size -> size >= 110 && size <= 147);
  }

  @Test
  void callsItScalingWhenAWorkerSaidThatItStops() {
    var stage = BalanceStage.ring(50).workers("a", "b").demand(tenants(4));
    stage.run();
    stage.workers.remove("a");
    stage.stopped.add("a");
    List<TenantId> left = stage.at("a");

    stage.run();

    assertThat(left)
        .isNotEmpty()
        .allMatch(it -> stage.of(it).isOf("b"))
        .allMatch(it -> stage.of(it).reason() == AssignmentReason.SCALING);
  }

  @Test
  void leavesTenantsUnassignedWhereNobodyHasRoomTheLeastImportantFirst() {
    var stage = BalanceStage.ring(3).workers("a", "b").demand(tenants(8));
    stage.demand(tenant(7), 4, 0).demand(tenant(6), 3, 0).demand(tenant(0), 1, 0);

    PlacementPlan plan = stage.run();

    assertThat(plan.unassigned()).hasSize(2).contains(tenant(0));
    assertThat(stage.of(tenant(0)).worker()).isEmpty();
    assertThat(stage.of(tenant(7)).worker()).isPresent();
    assertThat(stage.size("a")).isEqualTo(3);
    assertThat(stage.size("b")).isEqualTo(3);

    PlacementPlan later = stage.workers("c").run();

    assertThat(later.unassigned()).isEmpty();
    assertThat(stage.of(tenant(0)).reason()).isEqualTo(AssignmentReason.SCALING);
  }

  @Test
  void tenantsThatWereAtWorkComeBeforeNewOnes() {
    var stage = BalanceStage.ring(2).workers("a", "b").demand(tenants(2));
    stage.walkedBy.put(tenant(0), "a");
    stage.walkedBy.put(tenant(1), "a");
    stage.run();
    stage.workers.remove("a");
    stage.demand(tenants(4));

    assertThat(stage.run().unassigned()).containsExactlyInAnyOrder(tenant(2), tenant(3));
  }

  @Test
  void spreadsImportantTenantsEvenly() {
    var stage = BalanceStage.ring(50).workers("a", "b", "c").demand(tenants(60));
    IntStream.range(0, 12).forEach(i -> stage.demand(tenant(i * 5), 3 + i % 2, 0));

    stage.run();

    for (String worker : List.of("a", "b", "c")) {
      assertThat(stage.at(worker).stream().filter(it -> high(stage, it))).hasSize(4);
    }
  }

  @Test
  void movesTenantThatBecameImportantWhereFewAre() {
    var stage = BalanceStage.ring(50).workers("a", "b").demand(tenants(6));
    tenants(6).forEach(it -> stage.walkedBy.put(it, "a"));
    stage.demand(tenant(0), 4, 0).run();

    stage.demand(tenant(1), 4, 0).run();

    assertThat(stage.of(tenant(1)).isOf("b")).isTrue();
    assertThat(stage.of(tenant(1)).reason()).isEqualTo(AssignmentReason.PRIORITY_CHANGE);
    assertThat(stage.of(tenant(0)).isOf("a")).isTrue();
    assertThat(stage.run().isNothing()).isTrue();
  }

  @Test
  void takesTurnsAndSkipsFullWorkers() {
    var stage = new BalanceStage(PlacementStrategy.ROUND_ROBIN, 2, 0.2).workers("a", "b", "c");
    List<String> order = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      stage.demand(tenant(i), 2, 0).run();
      order.add(stage.of(tenant(i)).worker().orElseThrow());
    }
    stage.demands.remove(tenant(1));
    stage.demand(tenant(9), 2, 0).run();

    assertThat(order).containsExactly("a", "b", "c", "a", "b", "c");
    assertThat(stage.of(tenant(9)).worker()).contains("b");
    assertThat(stage.assignments).doesNotContainKey(tenant(1));
  }

  @Test
  void takesTheWorkerWithTheLowestScore() {
    var stage =
        new BalanceStage(PlacementStrategy.LEAST_LOADED, 50, 0.2)
            .load("a", 50, 50)
            .load("b", 50, 40)
            .load("c", 60, 60);

    stage.demand(tenants(9)).run();

    assertThat(stage.size("b")).isEqualTo(9);

    stage.demand(tenants(40)).run();

    assertThat(stage.size("b") - stage.size("a")).isBetween(9, 11);
    assertThat(stage.size("c")).isZero();
  }

  @Test
  void tiesOfLoadFallByTenantsThenById() {
    var stage = new BalanceStage(PlacementStrategy.LEAST_LOADED, 500, 0.2).workers("a", "b", "c");

    stage.demand(tenants(301)).run();

    assertThat(List.of(stage.size("a"), stage.size("b"), stage.size("c")))
        .containsExactly(101, 100, 100);
  }

  @Test
  void placesActiveTenantsByLoadAndTheOthersByTheRing() {
    var stage =
        new BalanceStage(PlacementStrategy.ACTIVITY_BASED, 50, 1).load("a", 90, 90).load("b", 1, 1);
    var ring = HashRing.of(List.of("a", "b"));
    tenants(20).forEach(it -> stage.demand(it, 2, 0.7));
    stage.demand(tenant(100), 2, 0.71).demand(tenant(101), 2, 1);

    stage.run();

    assertThat(stage.of(tenant(100)).isOf("b")).isTrue();
    assertThat(stage.of(tenant(101)).isOf("b")).isTrue();
    assertThat(tenants(20))
        .allMatch(it -> stage.of(it).worker().equals(ring.owner(it)), "its owner on the ring");
  }

  @ParameterizedTest
  @EnumSource
  void evensOutAsFarAsTheThresholdWithFewMovesAndThenRests(PlacementStrategy strategy) {
    for (int seed = 0; seed < 100; seed++) {
      var random = new Random(seed);
      var stage = new BalanceStage(strategy, 100, 0.2).workers("a", "b", "c", "d");
      int count = 1 + random.nextInt(120);
      List<TenantId> tenants = tenants(count);
      tenants.forEach(
          it -> stage.walkedBy.put(it, "abcd".substring(random.nextInt(4)).substring(0, 1)));
      stage.demand(tenants).run();
      int excess = excess(stage);

      PlacementPlan plan = stage.run(Evening.IF_UNEVEN);

      assertThat(plan.evened()).as("seed %d", seed).isLessThanOrEqualTo(excess);
      assertThat((double) spread(stage))
          .as("seed %d", seed)
          .isLessThanOrEqualTo(Math.max(1, 0.2 * count / 4));
      assertThat(stage.run(Evening.IF_UNEVEN).evened()).as("seed %d", seed).isZero();
      assertThat(stage.run(Evening.IF_UNEVEN).isNothing()).as("seed %d", seed).isTrue();
    }
  }

  @Test
  void movesNothingWhileItIsTooEarly() {
    var stage = BalanceStage.ring(50).workers("a", "b").demand(tenants(10));
    tenants(10).forEach(it -> stage.walkedBy.put(it, "a"));
    stage.run();

    assertThat(stage.run(Evening.NOT_NOW).isNothing()).isTrue();
    assertThat(stage.run(Evening.IF_UNEVEN).evened()).isEqualTo(5);
    assertThat(stage.assignments.values())
        .anyMatch(it -> it.reason() == AssignmentReason.LOAD_REBALANCE);
  }

  @Test
  void evensOutInBoundedRounds() {
    var stage = BalanceStage.ring(10_000).workers("a", "b").demand(tenants(3000));
    tenants(3000).forEach(it -> stage.walkedBy.put(it, "a"));
    stage.run();

    assertThat(stage.run(Evening.IF_UNEVEN).evened()).isEqualTo(PlacementPlanner.MAX_MOVES);
    assertThat(stage.size("b")).isEqualTo(PlacementPlanner.MAX_MOVES);
  }

  @Test
  void hasNothingToEvenOutWithOneWorkerOrNone() {
    var stage = BalanceStage.ring(50).workers("a").demand(tenants(10));
    stage.run();

    assertThat(stage.run(Evening.FULLY).isNothing()).isTrue();

    stage.workers.clear();
    PlacementPlan plan = stage.run(Evening.FULLY, new Move(1, tenant(0), "a"));

    assertThat(plan.changed()).isEmpty();
    assertThat(plan.outcomes()).containsExactly(new Outcome(1, false, "no worker is alive"));
    assertThat(stage.of(tenant(0)).isOf("a")).isTrue();
  }

  @Test
  void reportsAllAsUnassignedWhileNobodyEverLived() {
    var stage = BalanceStage.ring(50).demand(tenants(3));

    assertThat(stage.run().unassigned()).hasSize(3);
  }

  @Test
  void drainsAWorkerAndGivesItNothingNew() {
    var stage = BalanceStage.ring(50).workers("a", "b", "c").demand(tenants(30));
    stage.run();
    List<TenantId> drained = stage.at("a");

    stage.drain("a").run();

    assertThat(stage.size("a")).isZero();
    assertThat(drained).allMatch(it -> stage.of(it).reason() == AssignmentReason.MANUAL);
    stage.demand(tenants(60)).run(Evening.FULLY);
    assertThat(stage.size("a")).isZero();

    stage.workers("a").run();

    assertThat(stage.size("a")).isPositive();
  }

  @Test
  void keepsOnADrainingWorkerWhatFitsNowhereElse() {
    var stage = BalanceStage.ring(3).workers("a", "b").demand(tenants(5));
    stage.run();
    stage.drain("a");

    PlacementPlan plan = stage.run();

    assertThat(plan.unassigned()).isEmpty();
    assertThat(stage.size("b")).isEqualTo(3);
    assertThat(stage.size("a")).isEqualTo(2);
  }

  @Test
  void movesATenantWhereAnOperatorWantsItAndLeavesItThere() {
    var stage = BalanceStage.ring(50).workers("a", "b", "c").demand(tenants(30));
    stage.run();
    TenantId tenant = stage.at("a").getFirst();

    PlacementPlan plan = stage.run(Evening.NOT_NOW, new Move(9, tenant, "b"));

    assertThat(plan.outcomes()).singleElement().matches(Outcome::done);
    assertThat(stage.of(tenant).isOf("b")).isTrue();
    assertThat(stage.of(tenant).reason()).isEqualTo(AssignmentReason.MANUAL);
    assertThat(stage.run().isNothing()).isTrue();
  }

  @Test
  void refusesAMoveThatCannotBe() {
    var stage = BalanceStage.ring(2).workers("a", "b").drain("c").demand(tenants(4));
    stage.run();
    TenantId tenant = stage.at("a").getFirst();

    PlacementPlan plan =
        stage.run(
            Evening.NOT_NOW,
            new Move(1, tenant, "b"),
            new Move(2, tenant, "c"),
            new Move(3, tenant, "x"),
            new Move(4, tenant(99), "b"));

    assertThat(plan.changed()).isEmpty();
    assertThat(plan.outcomes())
        .containsExactly(
            new Outcome(1, false, "the worker has as many tenants as it may"),
            new Outcome(2, false, "the worker drains"),
            new Outcome(3, false, "the worker gives no sign of life"),
            new Outcome(4, false, "the tenant has nothing that a worker could do"));
  }

  @Test
  void adoptsTheWorkersOfLanesThatWereGivenOutBefore() {
    var stage = BalanceStage.ring(50).workers("a", "b").demand(tenants(10));
    tenants(10).forEach(it -> stage.walkedBy.put(it, "b"));

    stage.run();

    assertThat(stage.size("b")).isEqualTo(10);
    assertThat(stage.run().isNothing()).isTrue();
  }

  @Test
  void evictsTheLeastImportantWhenTheLimitIsLowered() {
    var stage = BalanceStage.ring(10).workers("a", "b").demand(tenants(16));
    stage.demand(tenant(3), 1, 0).run();
    var lowered = BalanceStage.ring(6).workers("a", "b");
    lowered.demands.putAll(stage.demands);
    lowered.assignments = stage.assignments;

    PlacementPlan plan = lowered.run();

    assertThat(lowered.size("a")).isEqualTo(6);
    assertThat(lowered.size("b")).isEqualTo(6);
    assertThat(plan.unassigned()).hasSize(4).contains(tenant(3));
    assertThat(lowered.run().isNothing()).isTrue();
  }

  @Test
  void tenantWithoutActiveMonitorsTakesNoPlaceButHasAWorker() {
    var stage = BalanceStage.ring(1).workers("a").demand(tenants(1));
    var idle = tenant(5);
    stage.demands.put(idle, new TenantDemand(idle, 2, 0, false));

    PlacementPlan plan = stage.run();

    assertThat(stage.size("a")).isEqualTo(2);
    assertThat(plan.unassigned()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void neverExceedsTheLimitAndPlansAlikeOnEveryNode(PlacementStrategy strategy) {
    for (int seed = 0; seed < 200; seed++) {
      var random = new Random(seed);
      int limit = 1 + random.nextInt(12);
      var stage = new BalanceStage(strategy, limit, 0.2).workers("a", "b");
      for (int round = 0; round < 12; round++) {
        disturb(stage, random);
        Evening evening = List.of(Evening.values()).get(random.nextInt(3));
        var shuffled = shuffled(stage.situation(evening), random);

        PlacementPlan plan = PlacementPlanner.plan(stage.situation(evening));

        assertThat(PlacementPlanner.plan(shuffled)).as("seed %d", seed).isEqualTo(plan);
        stage.run(evening);
        for (LiveWorker worker : stage.workers.values()) {
          if (worker.accepting()) {
            assertThat(stage.size(worker.id())).as("seed %d", seed).isLessThanOrEqualTo(limit);
          }
        }
        if (!stage.workers.isEmpty()) {
          assertThat(stage.assignments.keySet()).isEqualTo(stage.demands.keySet());
          assertThat(stage.assignments.values())
              .allMatch(it -> it.worker().stream().allMatch(stage.workers::containsKey));
          boolean room =
              stage.workers.values().stream()
                  .anyMatch(it -> it.accepting() && stage.size(it.id()) < limit);
          assertThat(room && !plan.unassigned().isEmpty()).as("seed %d", seed).isFalse();
        }
      }
      for (int i = 0; i < 5; i++) {
        stage.run(Evening.IF_UNEVEN);
      }
      assertThat(stage.run(Evening.IF_UNEVEN).isNothing()).as("seed %d rests", seed).isTrue();
    }
  }

  @Test
  void plansTenThousandTenantsOnTenWorkersQuickly() {
    var stage = BalanceStage.ring(2000).demand(tenants(10_000));
    IntStream.range(0, 10).forEach(i -> stage.workers("w" + i));
    stage.run();
    stage.assignments = Map.of();
    long began = System.nanoTime();

    stage.run();
    stage.workers.remove("w3");
    stage.run();
    stage.run(Evening.IF_UNEVEN);

    assertThat(System.nanoTime() - began).isLessThan(1_500_000_000L);
    assertThat(stage.assignments.values()).noneMatch(it -> it.isOf("w3"));
  }

  private static void disturb(BalanceStage stage, Random random) {
    String worker = "abcdef".substring(random.nextInt(6)).substring(0, 1);
    switch (random.nextInt(4)) {
      case 0 -> stage.workers.remove(worker);
      case 1 -> stage.drain(worker);
      default -> stage.load(worker, random.nextInt(100), random.nextInt(100));
    }
    TenantId tenant = tenant(random.nextInt(40));
    if (random.nextInt(4) == 0) {
      stage.demands.remove(tenant);
    }
    for (int i = 0; i < 5; i++) {
      stage.demand(tenant(random.nextInt(40)), 1 + random.nextInt(4), random.nextDouble());
    }
  }

  private static Situation shuffled(Situation of, Random random) {
    List<LiveWorker> workers = new ArrayList<>(of.workers());
    List<TenantDemand> demands = new ArrayList<>(of.demands());
    Collections.shuffle(workers, random);
    Collections.shuffle(demands, random);
    return new Situation(
        of.rules(),
        workers,
        new HashSet<>(of.stopped()),
        demands,
        Map.copyOf(of.assignments()),
        of.walkedBy(),
        of.moves(),
        of.evening());
  }

  private static boolean high(BalanceStage stage, TenantId tenant) {
    return Optional.ofNullable(stage.demands.get(tenant)).orElseThrow().isHigh();
  }

  private static int spread(BalanceStage stage) {
    var sizes = stage.workers.keySet().stream().mapToInt(stage::size).summaryStatistics();
    return sizes.getMax() - sizes.getMin();
  }

  /// Tenants above the average, which is as many as have to move.
  private static int excess(BalanceStage stage) {
    double average = stage.assignments.size() / (double) stage.workers.size();
    return stage.workers.keySet().stream()
        .mapToInt(it -> (int) Math.ceil(Math.max(0, stage.size(it) - average)))
        .sum();
  }
}
