package org.ozmonitor.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ozmonitor.fixture.TestDatabase;

final class LeaseKeeperIT {
  private static final LeaseTimes TIMES =
      new LeaseTimes(Duration.ofSeconds(2), Duration.ofMillis(300));

  private final Vertx vertx = Vertx.vertx();
  private final TestDatabase database = TestDatabase.create(vertx);
  private final Leases leases = new Leases(database.engine().reader());

  @AfterEach
  void closeDatabase() {
    database.close();
    vertx.close().timeout(10, TimeUnit.SECONDS).await();
  }

  @Test
  void ownsALeaseThatNobodyHad() {
    Recorded a = keeper("a", System::nanoTime);

    assertThat(a.awaitAcquired()).isEqualTo(new Lease("thing", "a", 1));
    a.stop();
  }

  @Test
  void waitsWhileTheOwnerLives() {
    Recorded a = keeper("a", System::nanoTime);
    Lease lease = a.awaitAcquired();
    Recorded b = keeper("b", System::nanoTime);

    await().during(Duration.ofSeconds(3)).until(() -> b.acquired.isEmpty());

    assertThat(a.lost).isEmpty();
    assertThat(leases.renew(lease).timeout(5, TimeUnit.SECONDS).await()).isTrue();
    a.stop();
    b.stop();
  }

  @Test
  void takesAReleasedLeaseAtOnceUnderTheNextEpoch() {
    Recorded a = keeper("a", System::nanoTime);
    assertThat(a.awaitAcquired().owner()).isEqualTo("a");
    Recorded b = keeper("b", System::nanoTime);

    a.stop();

    assertThat(b.awaitAcquired().epoch()).isEqualTo(2);
    assertThat(a.lost).hasSize(1);
    b.stop();
  }

  @Test
  void takesAReleasedLeaseWhenItIsToldAndDoesNotWaitForItsNextLook() {
    Topics topics = Topics.on(vertx.eventBus());
    LeaseHints hints = LeaseHints.on(topics);
    var subscription = hints.hear(topics).timeout(5, TimeUnit.SECONDS).await();
    var told = new Leases(database.engine().reader(), hints);
    var seldom =
        new LeaseTimes(Duration.ofMinutes(3), Duration.ofMinutes(1), Duration.ofMinutes(1));
    Recorded a = new Recorded("a", told, seldom, System::nanoTime);
    assertThat(a.awaitAcquired().owner()).isEqualTo("a");
    Recorded b = new Recorded("b", told, seldom, System::nanoTime);
    Recorded c = new Recorded("c", told, seldom, System::nanoTime);
    await().during(Duration.ofMillis(300)).until(() -> b.acquired.isEmpty()); // both have looked

    a.stop();

    await().atMost(Duration.ofSeconds(5)).until(() -> b.acquired.size() + c.acquired.size() == 1);
    b.stop();
    c.stop();
    subscription.close().timeout(5, TimeUnit.SECONDS).await();
  }

  @Test
  void takesALeaseWhoseOwnerGaveNoSignOfLifeForTheTtl() {
    Lease dead = leases.create("thing", "dead").timeout(5, TimeUnit.SECONDS).await().orElseThrow();
    long start = System.nanoTime();
    Recorded b = keeper("b", System::nanoTime);

    assertThat(b.awaitAcquired().epoch()).isEqualTo(dead.epoch() + 1);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(TIMES.ttl());
    assertThat(leases.renew(dead).timeout(5, TimeUnit.SECONDS).await()).isFalse();
    b.stop();
  }

  @Test
  void locksNothingForAnOldEpoch() {
    Lease old = leases.create("thing", "a").timeout(5, TimeUnit.SECONDS).await().orElseThrow();
    var seen = leases.observe("thing").timeout(5, TimeUnit.SECONDS).await().orElseThrow();
    Lease now = leases.take("thing", "b", seen).timeout(5, TimeUnit.SECONDS).await().orElseThrow();

    assertThat(lock(old)).isEmpty();
    assertThat(lock(now)).isPresent();
  }

  @Test
  void stopsByItsOwnClockBeforeAnybodyMayTakeOver() {
    var leap = new AtomicLong();
    var gone = new AtomicLong();
    Recorded a = keeper("a", () -> System.nanoTime() + gone.addAndGet(leap.get()));
    Lease lease = a.awaitAcquired();

    leap.set(Duration.ofHours(1).toNanos()); // with each look: no renewal is in time any more

    await().until(() -> a.lost.contains(lease));
    assertThat(a.keeper.current()).isEmpty();
    a.stop();
  }

  @Test
  void takesBackItsOwnLeaseAfterARestartWithoutWaiting() {
    leases.create("thing", "a").timeout(5, TimeUnit.SECONDS).await();
    long start = System.nanoTime();
    Recorded a = keeper("a", System::nanoTime);

    assertThat(a.awaitAcquired().epoch()).isEqualTo(2);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(TIMES.ttl());
    a.stop();
  }

  private Optional<?> lock(Lease lease) {
    return database
        .engine()
        .inTransaction(connection -> leases.lock(connection, lease))
        .timeout(5, TimeUnit.SECONDS)
        .await();
  }

  private Recorded keeper(String node, LongSupplier clock) {
    return new Recorded(node, leases, TIMES, clock);
  }

  private final class Recorded implements LeaseKeeper.Holder {
    private final List<Lease> acquired = new CopyOnWriteArrayList<>();
    private final List<Lease> lost = new CopyOnWriteArrayList<>();
    private final Context context = vertx.getOrCreateContext();
    private final LeaseKeeper keeper;

    Recorded(String node, Leases leases, LeaseTimes times, LongSupplier clock) {
      keeper = new LeaseKeeper(vertx, leases, "thing", node, times, clock, this);
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

    Lease awaitAcquired() {
      return await().until(() -> acquired, found -> !found.isEmpty()).getFirst();
    }

    void stop() {
      var stopped = Promise.<Void>promise();
      context.runOnContext(_ -> keeper.stop().onComplete(stopped));
      stopped.future().timeout(5, TimeUnit.SECONDS).await();
    }
  }
}
