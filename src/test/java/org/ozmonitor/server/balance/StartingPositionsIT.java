package org.ozmonitor.server.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.chain.BlockHeader;
import org.ozmonitor.core.chain.BlockRef;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.watch.LogStep;
import org.ozmonitor.core.watch.Tip;
import org.ozmonitor.fixture.TestDatabase;
import org.ozmonitor.server.block.BlockLog;
import org.ozmonitor.server.cluster.Lease;
import org.ozmonitor.server.cluster.Leases;

class StartingPositionsIT {
  private static final NetworkId NETWORK = new NetworkId(new UUID(0, 1));

  private final Vertx vertx = Vertx.vertx();
  private TestDatabase database;
  private Leases leases;
  private BlockLog log;
  private StartingPositions positions;

  @BeforeEach
  void create() {
    database = TestDatabase.create(vertx);
    leases = new Leases(database.engine().reader());
    log = new BlockLog(leases);
    positions = new StartingPositions(log);
  }

  @AfterEach
  void close() {
    database.close();
    vertx.close().await();
  }

  @Test
  void beginsBeforeTheFirstEntryThatKnowsTheTenant() {
    Lease lease = lease();
    Tip tip = append(lease, Tip.EMPTY).await();
    raiseVersion().await();
    tip = append(lease, append(lease, tip).await()).await();

    assertThat(position(0)).isEqualTo(0);
    assertThat(position(1)).isEqualTo(1);
    assertThat(position(2)).isEqualTo(tip.seq());
  }

  @Test
  void beginsAtZeroOfLogThatDoesNotExist() {
    assertThat(position(7)).isEqualTo(0);
  }

  @Test
  void missesNoEntryThatKnowsTheTenantWhileTheLogGrows() {
    Lease lease = lease();
    Future<Void> growing = grow(lease, Tip.EMPTY, 0);
    Map<Long, Long> placed = new ConcurrentHashMap<>();
    List<Future<?>> asked = new ArrayList<>();
    while (!growing.isComplete()) {
      long head = head();
      for (long version = head; version <= head + 1; version++) {
        long asking = version;
        asked.add(
            database
                .engine()
                .inTransaction(c -> positions.of(c, NETWORK, asking))
                .onSuccess(seq -> placed.merge(asking, seq, Math::max)));
      }
      Future.join(asked).timeout(10, TimeUnit.SECONDS).await();
      asked.clear();
    }
    growing.timeout(10, TimeUnit.SECONDS).await();

    assertThat(placed).hasSizeGreaterThan(10);
    Tip end = log.tip(database.engine().reader(), NETWORK).await();
    placed.forEach(
        (version, seq) ->
            assertThat(seq).as("version %d", version).isLessThan(firstKnowing(version, end)));
  }

  private long firstKnowing(long version, Tip end) {
    return log.firstSeqKnowing(database.engine().reader(), NETWORK, version)
        .await()
        .orElse(end.seq() + 1);
  }

  private Future<Void> grow(Lease lease, Tip tip, int round) {
    return round == 300
        ? Future.succeededFuture()
        : (round % 3 == 0 ? raiseVersion() : Future.<Void>succeededFuture())
            .compose(_ -> append(lease, tip))
            .compose(next -> grow(lease, next, round + 1));
  }

  private Future<Tip> append(Lease lease, Tip tip) {
    long height = tip.seq();
    var block = new BlockHeader(new BlockRef(height, "0x" + height), "0x" + (height - 1), height);
    LogStep step =
        tip.block().isEmpty() && tip.seq() == 0
            ? new LogStep.Start(1, "test")
            : new LogStep.Block(block);
    return database
        .engine()
        .inTransaction(c -> log.append(c, lease, NETWORK, tip, List.of(step)))
        .map(Optional::orElseThrow);
  }

  private Lease lease() {
    return leases.create(BlockLog.leaseName(NETWORK), "node").await().orElseThrow();
  }

  private Future<Void> raiseVersion() {
    return database
        .engine()
        .reader()
        .query("UPDATE config_head SET version = version + 1")
        .execute()
        .mapEmpty();
  }

  private long head() {
    return database
        .engine()
        .reader()
        .preparedQuery("SELECT version FROM config_head")
        .execute(Tuple.tuple())
        .await()
        .iterator()
        .next()
        .getLong(0);
  }

  private long position(long version) {
    return positions.of(database.engine().reader(), NETWORK, version).await();
  }
}
