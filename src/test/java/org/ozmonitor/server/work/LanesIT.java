package org.ozmonitor.server.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.SqlConnection;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.chain.NetworkId;
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
            .inTransaction(c -> lanes.place(c, TenantId.DEFAULT, NETWORK, "b", 0, "again"));

    assertThat(again.otherwise(lane).await()).isEqualTo(lane);
    assertThat(lanes.list(database.engine().reader()).await()).hasSize(1);
  }

  @Test
  void reassignsOnceUnderTheNextEpoch() {
    UUID lane = place(TenantId.DEFAULT, "a", 4);

    assertThat(this.<Boolean>run(c -> lanes.reassign(c, lane, 1, "b", "a is gone"))).isTrue();
    assertThat(this.<Boolean>run(c -> lanes.reassign(c, lane, 1, "c", "a is gone"))).isFalse();

    Lane moved = of("b");
    assertThat(moved.epoch()).isEqualTo(2);
    assertThat(moved.seq()).isEqualTo(4);
    assertThat(moved.reason()).isEqualTo("a is gone");
    assertThat(this.<Boolean>run(c -> lanes.move(c, lane, 4, 5, 1))).isFalse();
    assertThat(lanes.tenantsOf(database.engine().reader(), lane).await())
        .containsExactly(TenantId.DEFAULT);
  }

  private UUID place(TenantId tenant, String worker, long seq) {
    return run(c -> lanes.place(c, tenant, NETWORK, worker, seq, "test"));
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
