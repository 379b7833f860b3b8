package org.ozmonitor.core.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.lane.LaneKind;
import org.ozmonitor.core.tenant.TenantId;

class LanePlannerTest {
  private static final NetworkId MAINNET = new NetworkId(new UUID(0, 1));
  private static final NetworkId SEPOLIA = new NetworkId(new UUID(0, 2));
  private static final TenantId ALICE = new TenantId(new UUID(1, 1));
  private static final TenantId BOB = new TenantId(new UUID(1, 2));
  private static final TenantId CAROL = new TenantId(new UUID(1, 3));
  private static final Set<String> WORKING = Set.of("a", "b");

  private final Map<TenantId, Assignment> assignments = new HashMap<>();

  @Test
  void placesTenantsOnTheNetworksTheyNeed() {
    assign(ALICE, "a");
    assign(BOB, "b");
    assign(CAROL, "a");

    assertThat(plan(Map.of(MAINNET, Set.of(ALICE, BOB, CAROL), SEPOLIA, Set.of(BOB))))
        .containsExactly(
            new LaneChange.Place(
                MAINNET, Set.of(ALICE, CAROL), Optional.of("a"), AssignmentReason.SCALING),
            new LaneChange.Place(MAINNET, Set.of(BOB), Optional.of("b"), AssignmentReason.SCALING),
            new LaneChange.Place(SEPOLIA, Set.of(BOB), Optional.of("b"), AssignmentReason.SCALING));
  }

  @Test
  void keepsThePlaceOfATenantThatFitsNowhere() {
    assign(ALICE, null);

    assertThat(plan(Map.of(MAINNET, Set.of(ALICE))))
        .containsExactly(
            new LaneChange.Place(
                MAINNET, Set.of(ALICE), Optional.empty(), AssignmentReason.SCALING));
  }

  @Test
  void changesNothingWhereLanesAreThoseOfTheirTenants() {
    assign(ALICE, "a");
    assign(BOB, "b");

    assertThat(
            plan(
                Map.of(MAINNET, Set.of(ALICE, BOB)),
                lane(1, LaneKind.MAIN, "a", ALICE),
                lane(2, LaneKind.CATCH_UP, "b", BOB)))
        .isEmpty();
  }

  @Test
  void handsOverALaneWhoseTenantsAllGoToOneWorker() {
    assign(ALICE, "b");
    assign(BOB, "b");

    assertThat(plan(Map.of(), lane(1, LaneKind.MAIN, "gone", ALICE, BOB)))
        .containsExactly(
            new LaneChange.Hand(new UUID(2, 1), Optional.of("b"), AssignmentReason.SCALING));
  }

  @Test
  void splitsOffThoseThatLeaveALaneThatIsWalked() {
    assign(ALICE, "a");
    assign(BOB, "b");
    assign(CAROL, null);

    assertThat(plan(Map.of(), lane(1, LaneKind.MAIN, "a", ALICE, BOB, CAROL)))
        .containsExactly(
            new LaneChange.Split(
                new UUID(2, 1), Set.of(BOB), Optional.of("b"), AssignmentReason.SCALING),
            new LaneChange.Split(
                new UUID(2, 1), Set.of(CAROL), Optional.empty(), AssignmentReason.SCALING));
  }

  @Test
  void mostOfTheTenantsOfADeadWorkerKeepTheirLane() {
    assign(ALICE, "a");
    assign(BOB, "b");
    assign(CAROL, "b");

    assertThat(plan(Map.of(), lane(1, LaneKind.MAIN, "gone", ALICE, BOB, CAROL)))
        .containsExactly(
            new LaneChange.Split(
                new UUID(2, 1), Set.of(ALICE), Optional.of("a"), AssignmentReason.SCALING),
            new LaneChange.Hand(new UUID(2, 1), Optional.of("b"), AssignmentReason.SCALING));
  }

  @Test
  void takesUpALaneThatNobodyHas() {
    assign(ALICE, "a");

    assertThat(plan(Map.of(MAINNET, Set.of(ALICE)), lane(1, LaneKind.CATCH_UP, null, ALICE)))
        .containsExactly(
            new LaneChange.Hand(new UUID(2, 1), Optional.of("a"), AssignmentReason.SCALING));
  }

  @Test
  void leavesAParkedLaneWholeAndToSomebodyWhoWalksOneOfItsTenants() {
    assign(ALICE, "a");
    assign(BOB, "b");
    assign(CAROL, null);
    var handed = new LaneChange.Hand(new UUID(2, 1), Optional.of("a"), AssignmentReason.SCALING);

    assertThat(
            plan(Map.of(MAINNET, Set.of(ALICE, BOB)), lane(1, LaneKind.PARKED, null, ALICE, BOB)))
        .containsExactly(handed);
    assertThat(plan(Map.of(), lane(1, LaneKind.PARKED, null, ALICE, CAROL)))
        .containsExactly(handed);
    assertThat(plan(Map.of(), lane(1, LaneKind.PARKED, null, CAROL))).isEmpty();
    assertThat(plan(Map.of(), lane(1, LaneKind.PARKED, "b", ALICE, BOB))).isEmpty();
    assertThat(plan(Map.of(), lane(1, LaneKind.PARKED, "gone", ALICE, BOB)))
        .containsExactly(handed);
  }

  @Test
  void givesALaneThatStandsAsideOnlyToSomebodyWhoWorks() {
    assign(ALICE, "a");
    assign(BOB, "b");

    assertThat(plan(Map.of(), lane(1, LaneKind.REPLAY, "b", ALICE))).isEmpty();
    assertThat(plan(Map.of(), lane(1, LaneKind.REPLAY, "gone", ALICE, BOB)))
        .containsExactly(
            new LaneChange.Hand(new UUID(2, 1), Optional.of("a"), AssignmentReason.SCALING));
    assertThat(plan(Map.of(MAINNET, Set.of(ALICE)), lane(1, LaneKind.REPLAY, "a", ALICE)))
        .hasSize(1)
        .allMatch(change -> change instanceof LaneChange.Place);
  }

  private void assign(TenantId tenant, @Nullable String worker) {
    assignments.put(
        tenant,
        new Assignment(
            tenant, Optional.ofNullable(worker), Optional.empty(), 2, 1, AssignmentReason.SCALING));
  }

  private List<LaneChange> plan(Map<NetworkId, Set<TenantId>> wanted, LaneState... lanes) {
    return LanePlanner.plan(assignments, WORKING, wanted, List.of(lanes));
  }

  private static LaneState lane(
      long id, LaneKind kind, @Nullable String worker, TenantId... tenants) {
    return new LaneState(
        new UUID(2, id), MAINNET, kind, Optional.ofNullable(worker), Set.of(tenants));
  }
}
