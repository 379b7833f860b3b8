package org.ozmonitor.server.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.lane.LaneKind;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.fixture.TestDatabase;

class LanesIT {
  private static final NetworkId NETWORK = new NetworkId(new UUID(0, 1));
  private static final TenantId BOB = new TenantId(new UUID(0, 9));

  private final Vertx vertx = Vertx.vertx();
  private final Lanes lanes = new Lanes();
  private TestDatabase database;

  @BeforeEach
  void create() {
    database = TestDatabase.create(vertx);
    WorkRows.tenant(database, TenantId.DEFAULT, "default");
    WorkRows.tenant(database, BOB, "bob");
  }

  @AfterEach
  void close() {
    database.close();
    vertx.close().await();
  }

  @Test
  void movesOnlyFromWhereItIsAndUnderItsEpoch() {
    UUID lane = place(TenantId.DEFAULT, "a", 4);

    assertThat(this.<Boolean>run(c -> lanes.move(c, lane, 3, 5, 1))).isFalse();
    assertThat(this.<Boolean>run(c -> lanes.move(c, lane, 4, 5, 2))).isFalse();
    assertThat(this.<Boolean>run(c -> lanes.move(c, lane, 4, 7, 1))).isTrue();
    assertThat(this.<Boolean>run(c -> lanes.move(c, lane, 4, 7, 1))).isFalse();
    assertThat(of("a").seq()).isEqualTo(7);
  }

  @Test
  void takesSecondTenantIntoLaneAtTheSamePositionAndRaisesItsEpoch() {
    UUID lane = place(TenantId.DEFAULT, "a", 4);

    assertThat(place(BOB, "a", 4)).isEqualTo(lane);
    assertThat(of("a").tenants()).containsExactlyInAnyOrder(TenantId.DEFAULT, BOB);
    assertThat(of("a").epoch()).isEqualTo(2);
    assertThat(of("a").version()).isEqualTo(2);
  }

  @Test
  void readsTheTenantsOfALaneAgainOnlyWhenItsEpochHasChanged() {
    UUID lane = place(TenantId.DEFAULT, "a", 4);
    List<Lane> known = read("a", List.of());

    assertThat(read("a", known)).isEqualTo(known);
    assertThat(read("a", known).getFirst().tenants()).isSameAs(known.getFirst().tenants());
    assertThat(place(BOB, "a", 4)).isEqualTo(lane);
    assertThat(read("a", known).getFirst().tenants())
        .containsExactlyInAnyOrder(TenantId.DEFAULT, BOB);
  }

  @Test
  void makesAnotherLaneForAnotherPosition() {
    UUID lane = place(TenantId.DEFAULT, "a", 4);

    assertThat(place(BOB, "a", 9)).isNotEqualTo(lane);
    assertThat(lanes.of(database.engine().reader(), "a").await()).hasSize(2);
    assertThat(of("a").epoch()).isEqualTo(1);
  }

  @Test
  void refusesSecondLaneOfOneTenantOnOneNetwork() {
    UUID lane = place(TenantId.DEFAULT, "a", 4);

    Future<UUID> again =
        database
            .engine()
            .inTransaction(
                c ->
                    lanes.place(
                        c, Set.of(TenantId.DEFAULT), NETWORK, Optional.of("b"), 0, "again"));

    assertThat(again.otherwise(lane).await()).isEqualTo(lane);
    assertThat(lanes.list(database.engine().reader()).await()).hasSize(1);
  }

  @Test
  void changesHandsOnceUnderTheNextEpoch() {
    UUID lane = place(TenantId.DEFAULT, "a", 4);

    Lane read = by(lane);
    assertThat(this.<Boolean>run(c -> lanes.hand(c, read, Optional.of("b"), "a is gone"))).isTrue();
    assertThat(this.<Boolean>run(c -> lanes.hand(c, read, Optional.of("c"), "late"))).isFalse();

    Lane moved = of("b");
    assertThat(moved.epoch()).isEqualTo(2);
    assertThat(moved.seq()).isEqualTo(4);
    assertThat(moved.reason()).isEqualTo("a is gone");
    assertThat(this.<Boolean>run(c -> lanes.move(c, lane, 4, 5, 1))).isFalse();
    assertThat(lanes.tenantsOf(database.engine().reader(), lane).await())
        .containsExactly(TenantId.DEFAULT);
  }

  @Test
  void letsTenantsLeaveForLaneOfTheirOwnWhereTheLaneStandsNow() {
    UUID lane = place(TenantId.DEFAULT, "a", 4);
    UUID same = place(BOB, "a", 4);
    Lane read = of("a");
    assertThat(this.<Boolean>run(c -> lanes.move(c, lane, 4, 6, 2))).isTrue();

    Optional<UUID> left = leave(read, Set.of(BOB), Optional.of("a"), LaneKind.CATCH_UP);

    assertThat(same).isEqualTo(lane);
    assertThat(by(left.orElseThrow()).tenants()).containsExactly(BOB);
    assertThat(by(left.orElseThrow()).seq()).isEqualTo(6);
    assertThat(by(left.orElseThrow()).kind()).isEqualTo(LaneKind.CATCH_UP);
    assertThat(by(lane).tenants()).containsExactly(TenantId.DEFAULT);
    assertThat(by(lane).kind()).isEqualTo(LaneKind.MAIN);
    assertThat(this.<Boolean>run(c -> lanes.move(c, lane, 6, 7, 2))).isFalse();
  }

  @Test
  void changesNothingWhenTheLaneHasChangedSinceItWasRead() {
    UUID lane = place(TenantId.DEFAULT, "a", 4);
    Lane read = of("a");
    var _ = place(BOB, "a", 4);

    assertThat(leave(read, Set.of(TenantId.DEFAULT), Optional.of("a"), LaneKind.PARKED)).isEmpty();
    assertThat(by(lane).tenants()).hasSize(2);
    assertThat(lanes.list(database.engine().reader()).await()).hasSize(1);
  }

  @Test
  void removesLaneThatEverybodyLeaves() {
    UUID lane = place(TenantId.DEFAULT, "a", 4);

    UUID parked =
        leave(of("a"), Set.of(TenantId.DEFAULT), Optional.empty(), LaneKind.PARKED).orElseThrow();

    assertThat(lanes.list(database.engine().reader()).await())
        .extracting(Lane::id)
        .containsExactly(parked)
        .doesNotContain(lane);
    assertThat(by(parked).worker()).isEmpty();
    assertThat(lanes.positions(database.engine().reader(), NETWORK).await()).isEmpty();
  }

  @Test
  void refusesToLetStrangersLeave() {
    var _ = place(TenantId.DEFAULT, "a", 4);
    Lane read = of("a");

    Future<Optional<UUID>> left =
        database
            .engine()
            .inTransaction(
                c -> lanes.leave(c, read, Set.of(BOB), Optional.empty(), LaneKind.PARKED, "test"));

    assertThat(left.<Throwable>map(_ -> new AssertionError()).otherwise(it -> it).await())
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void makesOneLaneOfTwoThatStandAtOneEntry() {
    UUID main = place(TenantId.DEFAULT, "a", 4);
    UUID behind = place(BOB, "a", 2);
    assertThat(merge(by(main), by(behind), 4)).isFalse();
    assertThat(this.<Boolean>run(c -> lanes.move(c, behind, 2, 4, 1))).isTrue();

    assertThat(merge(by(main), by(behind), 4)).isTrue();

    Lane one = of("a");
    assertThat(lanes.list(database.engine().reader()).await()).hasSize(1);
    assertThat(one.id()).isEqualTo(main);
    assertThat(one.kind()).isEqualTo(LaneKind.MAIN);
    assertThat(one.tenants()).containsExactlyInAnyOrder(TenantId.DEFAULT, BOB);
    assertThat(one.epoch()).isEqualTo(2);
    assertThat(this.<Boolean>run(c -> lanes.move(c, behind, 4, 5, 1))).isFalse();
    assertThat(this.<Boolean>run(c -> lanes.move(c, main, 4, 5, 1))).isFalse();
  }

  @Test
  void doesNotMergeLanesOfTwoWorkersNorOneThatIsParked() {
    UUID main = place(TenantId.DEFAULT, "a", 4);
    UUID other = place(BOB, "b", 4);
    assertThat(merge(by(main), by(other), 4)).isFalse();
    Lane parked = by(other);
    assertThat(
            this.<Boolean>run(
                c -> lanes.turn(c, parked, LaneKind.PARKED, Optional.of("a"), "test")))
        .isTrue();

    assertThat(merge(by(main), by(other), 4)).isFalse();
    assertThat(lanes.list(database.engine().reader()).await()).hasSize(2);
  }

  @Test
  void makesMainLaneOfTheFirstThatAWorkerGets() {
    UUID main = place(TenantId.DEFAULT, "a", 4);
    UUID behind = place(BOB, "a", 2);
    assertThat(by(behind).kind()).isEqualTo(LaneKind.CATCH_UP);

    Lane read = by(behind);
    assertThat(
            this.<Boolean>run(
                c -> lanes.turn(c, read, LaneKind.CATCH_UP, Optional.of("b"), "moved")))
        .isTrue();
    assertThat(by(behind).kind()).isEqualTo(LaneKind.MAIN);
    Lane mainRead = by(main);
    assertThat(this.<Boolean>run(c -> lanes.hand(c, mainRead, Optional.of("b"), "a is gone")))
        .isTrue();
    assertThat(by(main).kind()).isEqualTo(LaneKind.CATCH_UP);
    assertThat(
            this.<Boolean>run(c -> lanes.turn(c, read, LaneKind.PARKED, Optional.empty(), "late")))
        .isFalse();
  }

  private Optional<UUID> leave(
      Lane from, Set<TenantId> tenants, Optional<String> worker, LaneKind kind) {
    return run(c -> lanes.leave(c, from, tenants, worker, kind, "test"));
  }

  private boolean merge(Lane into, Lane other, long seq) {
    return run(c -> lanes.merge(c, into, List.of(other), seq, "caught up"));
  }

  private Lane by(UUID id) {
    return lanes.list(database.engine().reader()).await().stream()
        .filter(lane -> lane.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private UUID place(TenantId tenant, String worker, long seq) {
    return run(c -> lanes.place(c, Set.of(tenant), NETWORK, Optional.of(worker), seq, "test"));
  }

  private List<Lane> read(String worker, List<Lane> known) {
    return lanes
        .of(database.engine().reader(), worker, known)
        .timeout(10, TimeUnit.SECONDS)
        .await();
  }

  private Lane of(String worker) {
    return lanes.of(database.engine().reader(), worker).await().stream()
        .filter(lane -> lane.tenants().contains(TenantId.DEFAULT))
        .findFirst()
        .orElseThrow();
  }

  private <T> T run(Function<SqlConnection, Future<T>> work) {
    return database.engine().inTransaction(work).timeout(10, TimeUnit.SECONDS).await();
  }
}
