package org.ozmonitor.server.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.chain.BlockHeader;
import org.ozmonitor.core.chain.BlockRef;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.watch.LogStep;
import org.ozmonitor.core.watch.StandingBlocks;
import org.ozmonitor.core.watch.Tip;
import org.ozmonitor.fixture.TestDatabase;
import org.ozmonitor.server.cluster.Lease;
import org.ozmonitor.server.cluster.Leases;
import org.ozmonitor.server.postgres.Database;

class BlockLogIT {
  private static Vertx vertx;
  private static TestDatabase test;
  private static Database database;
  private static Leases leases;
  private static BlockLog log;

  private NetworkId network;
  private Lease lease;

  @BeforeAll
  static void open() {
    vertx = Vertx.vertx();
    test = TestDatabase.create(vertx);
    database = test.engine();
    leases = new Leases(database.reader());
    log = new BlockLog(leases);
  }

  @AfterAll
  static void close() {
    test.close();
    vertx.close().await();
  }

  @BeforeEach
  void takeLease() {
    network = new NetworkId(UUID.randomUUID());
    lease = await(leases.create(BlockLog.leaseName(network), "node-1")).orElseThrow();
  }

  @Test
  void appendsWithConsecutiveNumbersAndMovesTheTip() {
    Tip started = append(Tip.EMPTY, new LogStep.Start(7, "first seen")).orElseThrow();
    Tip tip = append(started, block(7), block(8), block(9)).orElseThrow();

    assertThat(tip).isEqualTo(Tip.of(4, 9L, "0x9"));
    assertThat(await(log.tip(database.reader(), network))).isEqualTo(tip);
    List<LogEntry> entries = await(log.read(database.reader(), network, 0, 100));
    assertThat(entries).extracting(LogEntry::seq).containsExactly(1L, 2L, 3L, 4L);
    assertThat(entries.getFirst())
        .isEqualTo(
            new LogEntry(
                1,
                LogEntry.Kind.START,
                7,
                Optional.empty(),
                Optional.empty(),
                0,
                "first seen",
                entries.getFirst().configVersion()));
    assertThat(entries.getLast().block()).contains(new BlockRef(9, "0x9"));
    assertThat(entries.getLast().parentHash()).contains("0x8");
    assertThat(entries.getLast().blockTime()).isEqualTo(108);
  }

  @Test
  void readsAfterANumberUpToALimitAndStopsAtAHole() {
    Tip started = append(Tip.EMPTY, new LogStep.Start(1, "test")).orElseThrow();
    assertThat(append(started, block(1), block(2), block(3), block(4))).isPresent();

    assertThat(seqs(2, 2)).containsExactly(3L, 4L);
    assertThat(seqs(5, 10)).isEmpty();
    execute("DELETE FROM block_log WHERE seq = 4 AND network_id = '" + network + "'");
    assertThat(seqs(0, 10)).containsExactly(1L, 2L, 3L);
  }

  @Test
  void writesNothingUnderAStaleEpoch() {
    var seen = await(leases.observe(lease.name())).orElseThrow();
    Lease newer = await(leases.take(lease.name(), "node-2", seen)).orElseThrow();

    assertThat(append(Tip.EMPTY, new LogStep.Start(7, "stale"))).isEmpty();
    assertThat(seqs(0, 10)).isEmpty();

    lease = newer;
    assertThat(append(Tip.EMPTY, new LogStep.Start(7, "new owner"))).isPresent();
  }

  @Test
  void writesNothingWhenTheLogDoesNotEndWhereItWasPlannedFrom() {
    Tip started = append(Tip.EMPTY, new LogStep.Start(7, "test")).orElseThrow();
    Tip tip = append(started, block(7)).orElseThrow();

    assertThat(append(started, block(7))).isEmpty();
    assertThat(append(Tip.of(tip.seq(), 7L, "0xother"), block(8))).isEmpty();
    assertThat(seqs(0, 10)).containsExactly(1L, 2L);
  }

  @Test
  void readsTheConfigurationVersionAfterTheLockAndNotBefore() {
    execute("UPDATE config_head SET version = 50");
    Future<Optional<Tip>> appended =
        database
            .inTransaction(
                holder ->
                    leases
                        .lock(holder, lease)
                        .compose(
                            _ -> {
                              Future<Optional<Tip>> waiting =
                                  begin(Tip.EMPTY, new LogStep.Start(1, "waits for the lock"));
                              return database
                                  .reader()
                                  .query("UPDATE config_head SET version = 60")
                                  .execute()
                                  .map(_ -> waiting);
                            }))
            .compose(waiting -> waiting);

    assertThat(await(appended)).isPresent();
    assertThat(await(log.read(database.reader(), network, 0, 1)).getFirst().configVersion())
        .isEqualTo(60);
  }

  @Test
  void knowsTheFirstEntryOfAConfiguration() {
    execute("UPDATE config_head SET version = 70");
    Tip started = append(Tip.EMPTY, new LogStep.Start(1, "test")).orElseThrow();
    Tip one = append(started, block(1)).orElseThrow();
    execute("UPDATE config_head SET version = 72");
    assertThat(append(one, block(2), block(3))).isPresent();

    assertThat(await(log.firstSeqKnowing(database.reader(), network, 70))).hasValue(1);
    assertThat(await(log.firstSeqKnowing(database.reader(), network, 71))).hasValue(3);
    assertThat(await(log.firstSeqKnowing(database.reader(), network, 72))).hasValue(3);
    assertThat(await(log.firstSeqKnowing(database.reader(), network, 73))).isEmpty();
  }

  @Test
  void readsTheStandingBlocksDown() {
    Tip started = append(Tip.EMPTY, new LogStep.Start(1, "test")).orElseThrow();
    Tip tip =
        append(
                started,
                block(1),
                block(2),
                new LogStep.Orphan(header(2, "0x2"), false),
                new LogStep.Block(header(2, "0x2b")))
            .orElseThrow();

    StandingBlocks standing = await(log.standingDown(database.reader(), network, tip, 10));

    assertThat(standing.headers()).containsExactly(header(2, "0x2b"), header(1, "0x1"));
    assertThat(standing.reachesStart()).isTrue();
  }

  @Test
  void appendsAHundredAtMost() {
    LogStep[] many =
        LongStream.rangeClosed(1, 101).mapToObj(BlockLogIT::block).toArray(LogStep[]::new);

    Future<Optional<Tip>> refused = begin(Tip.of(0, 1L, null), many);

    assertThatThrownBy(() -> await(refused)).isInstanceOf(IllegalArgumentException.class);
  }

  private Optional<Tip> append(Tip from, LogStep... steps) {
    return await(begin(from, steps));
  }

  private Future<Optional<Tip>> begin(Tip from, LogStep... steps) {
    return database.inTransaction(
        connection -> log.append(connection, lease, network, from, List.of(steps)));
  }

  private List<Long> seqs(long after, int limit) {
    return await(log.read(database.reader(), network, after, limit)).stream()
        .map(LogEntry::seq)
        .toList();
  }

  private static void execute(String sql) {
    assertThat(await(database.reader().query(sql).execute()).rowCount()).isPositive();
  }

  private static LogStep block(long height) {
    return new LogStep.Block(header(height, "0x" + height));
  }

  private static BlockHeader header(long height, String hash) {
    return new BlockHeader(new BlockRef(height, hash), "0x" + (height - 1), height * 12);
  }

  private static <T> T await(Future<T> future) {
    return future.timeout(10, TimeUnit.SECONDS).await();
  }
}
