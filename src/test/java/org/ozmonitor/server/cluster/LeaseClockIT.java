package org.ozmonitor.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ozmonitor.fixture.TestDatabase;

/// No wall clock takes part in who owns what.
final class LeaseClockIT {
  private static final LeaseTimes TIMES =
      new LeaseTimes(Duration.ofSeconds(2), Duration.ofMillis(300));

  private final Vertx vertx = Vertx.vertx();
  private final TestDatabase database = TestDatabase.create(vertx);

  @AfterEach
  void closeDatabase() {
    database.close();
    vertx.close().timeout(10, TimeUnit.SECONDS).await();
  }

  @Test
  void anOwnerKeepsItsLeaseWhateverTheClocksOfOthersSay() {
    Keeper owner = new Keeper("owner", Duration.ZERO);
    await().until(() -> !owner.acquired.isEmpty());

    Keeper ahead = new Keeper("ahead", Duration.ofDays(3650));
    Keeper behind = new Keeper("behind", Duration.ofDays(-3650));
    await()
        .during(TIMES.ttl().multipliedBy(2))
        .until(() -> ahead.acquired.isEmpty() && behind.acquired.isEmpty());

    assertThat(owner.lost).isEmpty();
    List.of(ahead, behind, owner).forEach(Keeper::stop);
  }

  private final class Keeper implements LeaseKeeper.Holder {
    private final List<Lease> acquired = new CopyOnWriteArrayList<>();
    private final List<Lease> lost = new CopyOnWriteArrayList<>();
    private final Context context = vertx.getOrCreateContext();
    private final LeaseKeeper keeper;

    Keeper(String node, Duration offset) {
      var leases = new Leases(database.engineAt(offset).reader());
      keeper = new LeaseKeeper(vertx, leases, "thing", node, TIMES, System::nanoTime, this);
      context.runOnContext(_ -> keeper.start());
    }

    @Override
    public void acquired(Lease lease) {
      acquired.add(lease);
    }

    @Override
    public void lost(Lease lease) {
      lost.add(lease);
    }

    void stop() {
      Promise<Void> stopped = Promise.promise();
      context.runOnContext(
          _ -> Future.<Void>succeededFuture().compose(_ -> keeper.stop()).onComplete(stopped));
      stopped.future().timeout(5, TimeUnit.SECONDS).await();
    }
  }
}
