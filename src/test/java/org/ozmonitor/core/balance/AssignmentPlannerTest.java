package org.ozmonitor.core.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.tenant.TenantId;

class AssignmentPlannerTest {
  private static final NetworkId MAINNET = new NetworkId(new UUID(0, 1));
  private static final NetworkId SEPOLIA = new NetworkId(new UUID(0, 2));
  private static final TenantId ALICE = new TenantId(new UUID(1, 1));
  private static final TenantId BOB = new TenantId(new UUID(1, 2));

  @Test
  void placesTenantWithoutLane() {
    List<AssignmentChange> plan =
        AssignmentPlanner.plan(Set.of("a"), Map.of(MAINNET, Set.of(ALICE)), List.of());

    assertThat(plan).containsExactly(new AssignmentChange.Place(ALICE, MAINNET, "a"));
  }

  @Test
  void changesNothingWhenAllIsWell() {
    var lane = lane(1, MAINNET, "a", ALICE);

    assertThat(
            AssignmentPlanner.plan(Set.of("a", "b"), Map.of(MAINNET, Set.of(ALICE)), List.of(lane)))
        .isEmpty();
  }

  @Test
  void changesNothingWhenNobodyIsAlive() {
    var lane = lane(1, MAINNET, "a", ALICE);

    assertThat(AssignmentPlanner.plan(Set.of(), Map.of(SEPOLIA, Set.of(ALICE)), List.of(lane)))
        .isEmpty();
  }

  @Test
  void movesLaneOfDeadWorkerAndLeavesTheOther() {
    var dead = lane(1, MAINNET, "a", ALICE);
    var well = lane(2, SEPOLIA, "b", ALICE);

    List<AssignmentChange> plan =
        AssignmentPlanner.plan(
            Set.of("b"),
            Map.of(MAINNET, Set.of(ALICE), SEPOLIA, Set.of(ALICE)),
            List.of(dead, well));

    assertThat(plan)
        .containsExactly(
            new AssignmentChange.Reassign(dead.id(), MAINNET, "b", "worker a is gone"));
  }

  @Test
  void movesLaneWithoutWorkerEvenWhenItsMonitorsAreGone() {
    var lane = new LaneState(new UUID(2, 1), MAINNET, Optional.empty(), Set.of(ALICE));

    assertThat(AssignmentPlanner.plan(Set.of("a"), Map.of(), List.of(lane)))
        .containsExactly(new AssignmentChange.Reassign(lane.id(), MAINNET, "a", "no worker"));
  }

  @Test
  void choosesWorkerWithFewestLanes() {
    var first = lane(1, MAINNET, "a", ALICE);

    List<AssignmentChange> plan =
        AssignmentPlanner.plan(
            Set.of("a", "b"),
            Map.of(MAINNET, Set.of(ALICE), SEPOLIA, Set.of(ALICE)),
            List.of(first));

    assertThat(plan).containsExactly(new AssignmentChange.Place(ALICE, SEPOLIA, "b"));
  }

  @Test
  void placesSecondTenantWhereTheNetworkIsWalkedAlready() {
    var lane = lane(1, MAINNET, "a", ALICE);

    List<AssignmentChange> plan =
        AssignmentPlanner.plan(
            Set.of("a", "b"), Map.of(MAINNET, Set.of(ALICE, BOB)), List.of(lane));

    assertThat(plan).containsExactly(new AssignmentChange.Place(BOB, MAINNET, "a"));
  }

  @Test
  void plansAlikeWhateverTheOrderOfItsInputs() {
    var one = lane(1, MAINNET, "gone", ALICE);
    var two = lane(2, SEPOLIA, "gone", ALICE);
    Set<String> workers = Set.of("a", "b", "c");

    assertThat(AssignmentPlanner.plan(workers, Map.of(), List.of(one, two)))
        .isEqualTo(AssignmentPlanner.plan(workers, Map.of(), List.of(two, one)));
  }

  @Test
  void leavesEveryTenantPlacedEveryLaneAliveAndNothingElseMoved() {
    for (long seed = 0; seed < 500; seed++) {
      var random = new Random(seed);
      Set<String> workers = some(random, List.of("a", "b", "c", "d"));
      Map<NetworkId, Set<TenantId>> tenants = new HashMap<>();
      List<LaneState> lanes = new ArrayList<>();
      for (int n = 0; n < 5; n++) {
        var network = new NetworkId(new UUID(0, n));
        Set<TenantId> wanted = some(random, List.of(ALICE, BOB));
        Set<TenantId> placed = some(random, List.of(ALICE, BOB));
        tenants.put(network, wanted);
        if (!placed.isEmpty()) {
          String worker = "abcdx".substring(random.nextInt(5)).substring(0, 1);
          lanes.add(new LaneState(new UUID(2, n), network, Optional.of(worker), placed));
        }
      }

      List<AssignmentChange> plan = AssignmentPlanner.plan(workers, tenants, lanes);
      if (workers.isEmpty()) {
        assertThat(plan).isEmpty();
        continue;
      }
      List<LaneState> after = apply(lanes, plan);

      assertThat(AssignmentPlanner.plan(workers, tenants, after)).as("seed %d", seed).isEmpty();
      assertThat(after).allMatch(lane -> workers.contains(lane.worker().orElseThrow()));
      lanes.stream()
          .filter(lane -> workers.contains(lane.worker().orElseThrow()))
          .forEach(
              lane ->
                  assertThat(after)
                      .anyMatch(
                          it -> it.id().equals(lane.id()) && it.worker().equals(lane.worker())));
    }
  }

  private static List<LaneState> apply(List<LaneState> lanes, List<AssignmentChange> plan) {
    Map<UUID, LaneState> after =
        lanes.stream().collect(Collectors.toMap(LaneState::id, lane -> lane));
    for (AssignmentChange change : plan) {
      switch (change) {
        case AssignmentChange.Reassign(var id, var network, var worker, _) ->
            after.put(
                id,
                new LaneState(
                    id,
                    network,
                    Optional.of(worker),
                    Objects.requireNonNull(after.get(id)).tenants()));
        case AssignmentChange.Place(var tenant, var network, var worker) -> {
          var id = new UUID(3, tenant.hashCode() * 31L + network.hashCode());
          after.put(id, new LaneState(id, network, Optional.of(worker), Set.of(tenant)));
        }
      }
    }
    return List.copyOf(after.values());
  }

  private static <T> Set<T> some(Random random, List<T> of) {
    return new HashSet<>(of.stream().filter(_ -> random.nextBoolean()).toList());
  }

  private static LaneState lane(long id, NetworkId network, String worker, TenantId... tenants) {
    return new LaneState(new UUID(2, id), network, Optional.of(worker), Set.of(tenants));
  }
}
