package org.ozmonitor.server.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ozmonitor.server.notification.ClaimedDelivery;
import org.ozmonitor.server.notification.FreshDeliveries;

class LaneRunnerIT {
  private final List<LaneRunner> lost = new CopyOnWriteArrayList<>();
  private final RecordingDeliveries fresh = new RecordingDeliveries();
  private WorkStage stage;

  @BeforeEach
  void create() {
    stage = new WorkStage();
  }

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void commitsMatchWithDeliveryAndHandsItOn() {
    stage.monitor("whales");
    long seq = stage.block("0xa whales {\"EVM\":{\"value\":\"1\"}}", "0xb others");

    stop(startAndWalkTo(stage.lane("w"), fresh, seq));

    assertThat(stage.matches()).containsExactly(List.of("0xa", "confirmed", "" + seq));
    assertThat(stage.deliveryRows()).containsExactly(List.of("detected", "" + seq, "null"));
    assertThat(fresh.handedOn).hasSize(1);
    assertThat(fresh.handedOn.getFirst().content().json()).contains("\"value\"");
    assertThat(fresh.free.get()).isEqualTo(RecordingDeliveries.SLOTS - 1);
  }

  @Test
  void stopsAtBlockThatNobodyServesUntilItCanBeHad() {
    stage.monitor("whales");
    long before = stage.block();
    long missing = stage.blockNobodyServes();
    String hash = stage.lastHash();
    long after = stage.block("0xb whales");
    LaneRunner runner = startAndWalkTo(stage.lane("w"), FreshDeliveries.NONE, before);

    await()
        .during(Duration.ofMillis(400))
        .until(() -> stage.readLane().seq() == before && stage.matches().isEmpty());
    stage.payloads.put(hash, "0xa whales");
    awaitSeq(after);
    stop(runner);

    assertThat(stage.matches())
        .containsExactly(
            List.of("0xa", "confirmed", "" + missing), List.of("0xb", "confirmed", "" + after));
  }

  @Test
  void triesPayloadThatCannotBeDecodedAgain() {
    stage.monitor("whales");
    long seq = stage.block("broken");
    LaneRunner runner = start(stage.lane("w"), FreshDeliveries.NONE);

    await().during(Duration.ofMillis(300)).until(() -> stage.readLane().seq() < seq);
    stage.payloads.put(stage.lastHash(), "0xa whales");
    awaitSeq(seq);
    stop(runner);

    assertThat(stage.matches()).hasSize(1);
  }

  @Test
  void passesBlockThatNobodyServesWhenItIsOrphanedLater() {
    stage.monitor("whales");
    stage.block();
    stage.blockNobodyServes();
    stage.orphan();
    long end = stage.block("0xa whales");

    stop(startAndWalkTo(stage.lane("w"), FreshDeliveries.NONE, end));

    assertThat(stage.matches()).containsExactly(List.of("0xa", "confirmed", "" + end));
  }

  @Test
  void passesBlockThatCannotBeDecodedWhenItIsOrphanedLater() {
    stage.monitor("whales");
    stage.block("broken");
    stage.orphan();
    long end = stage.block("0xa whales");

    stop(startAndWalkTo(stage.lane("w"), FreshDeliveries.NONE, end));

    assertThat(stage.matches()).containsExactly(List.of("0xa", "confirmed", "" + end));
  }

  @Test
  void keepsNothingOfCommitThatFailedAndContinuesWithTheSameIds() {
    stage.monitor("whales");
    long seq = stage.block("0xa whales");
    stage.execute(
        """
        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
          $$ BEGIN RAISE EXCEPTION 'injected' USING ERRCODE = 'XX000'; END $$;
        CREATE TRIGGER refuse BEFORE INSERT ON deliveries EXECUTE FUNCTION refuse();
        """);
    LaneRunner killed = start(stage.lane("w"), fresh);
    await().during(Duration.ofMillis(300)).until(() -> stage.readLane().seq() < seq);
    stop(killed);
    assertThat(stage.matches()).isEmpty();
    assertThat(fresh.free.get()).isEqualTo(RecordingDeliveries.SLOTS);
    stage.execute("DROP TRIGGER refuse ON deliveries");

    stop(startAndWalkTo(stage.readLane(), fresh, seq));

    assertThat(stage.matches()).containsExactly(List.of("0xa", "confirmed", "" + seq));
    assertThat(stage.deliveryRows()).hasSize(1);
    assertThat(fresh.handedOn).hasSize(1);
  }

  @Test
  void losesNothingWhenItDiesBetweenCommitAndHandingOn() {
    stage.monitor("whales");
    long seq = stage.block("0xa whales");
    fresh.dies = true;
    LaneRunner killed = startAndWalkTo(stage.lane("w"), fresh, seq);
    await().until(() -> lost.contains(killed));
    stop(killed);
    fresh.dies = false;
    long next = stage.block("0xb whales");

    stop(startAndWalkTo(stage.readLane(), fresh, next));

    assertThat(stage.matches()).hasSize(2);
    assertThat(WorkRows.select(stage.database, "SELECT claimed_by, attempt FROM delivery_queue"))
        .containsExactly(List.of("node", "1"), List.of("node", "1"));
    assertThat(fresh.handedOn).hasSize(1);
  }

  @Test
  void storesEachMatchOnceWhenTwoWalkTheSameLane() {
    stage.monitor("whales");
    long end = 0;
    for (int i = 100; i < 140; i++) {
      end = stage.block("0x" + i + " whales");
    }
    Lane lane = stage.lane("w");

    LaneRunner one = start(lane, FreshDeliveries.NONE);
    LaneRunner other = start(lane, FreshDeliveries.NONE);
    awaitSeq(end);
    stop(one);
    stop(other);

    assertThat(lost).hasSizeBetween(1, 2);
    assertThat(stage.matches()).hasSize(40);
    assertThat(stage.deliveryRows()).hasSize(40);
  }

  @Test
  void writesNothingOnceItsEpochIsOver() {
    stage.monitor("whales");
    long seq = stage.block("0xa whales");
    Lane lane = stage.lane("w");
    Boolean moved =
        WorkStage.await(
            stage.engine.inTransaction(
                c -> stage.lanes.hand(c, lane, Optional.of("v"), "w is gone")));
    assertThat(moved).isTrue();

    LaneRunner late = start(lane, fresh);
    await().until(() -> lost.contains(late));
    stop(late);

    assertThat(stage.matches()).isEmpty();
    assertThat(fresh.free.get()).isEqualTo(RecordingDeliveries.SLOTS);
    stop(startAndWalkTo(stage.readLane(), fresh, seq));
    assertThat(stage.matches()).hasSize(1);
  }

  @Test
  void cancelsDetectedThatNobodyClaimed() {
    stage.monitor("whales");
    long detected = stage.block("0xa whales");
    LaneRunner runner = startAndWalkTo(stage.lane("w"), FreshDeliveries.NONE, detected);

    long orphan = stage.orphan();
    awaitSeq(orphan);
    stop(runner);

    assertThat(stage.matches()).containsExactly(List.of("0xa", "retracted", "" + orphan));
    assertThat(stage.deliveryRows())
        .containsExactly(List.of("detected", "" + detected, "cancelled"));
  }

  @Test
  void retractsDetectedThatWasClaimedAndDetectsAgainUnderHigherSequence() {
    stage.monitor("whales");
    long detected = stage.block("0xa whales");
    LaneRunner runner = startAndWalkTo(stage.lane("w"), fresh, detected);

    long orphan = stage.orphan();
    long again = stage.block("0xa whales");
    awaitSeq(again);
    stop(runner);

    assertThat(stage.matches()).containsExactly(List.of("0xa", "confirmed", "" + again));
    assertThat(stage.deliveryRows())
        .containsExactly(
            List.of("detected", "" + detected, "superseded"),
            List.of("retracted", "" + orphan, "null"),
            List.of("detected", "" + again, "null"));
    assertThat(fresh.handedOn)
        .extracting(ClaimedDelivery::causeSeq)
        .containsExactly(detected, again);
    assertThat(fresh.handedOn)
        .extracting(ClaimedDelivery::match)
        .hasSize(2)
        .containsOnly(fresh.handedOn.getFirst().match());
  }

  @Test
  void retractsWithWhatWasDetectedWhenTheTransactionIsBackInAnotherForm() {
    stage.monitor("whales");
    long detected = stage.block("0xa whales {\"EVM\":1}");
    LaneRunner runner = startAndWalkTo(stage.lane("w"), fresh, detected);

    stage.orphan();
    awaitSeq(stage.block("0xa whales {\"EVM\":2}"));
    stop(runner);

    assertThat(
            WorkRows.select(
                stage.database,
                "SELECT d.event, coalesce(d.match_json, m.match_json)::jsonb ->> 'EVM'"
                    + " FROM deliveries d JOIN matches m ON m.id = d.match_id"
                    + " WHERE d.outcome IS NULL ORDER BY d.cause_seq"))
        .containsExactly(List.of("retracted", "1"), List.of("detected", "2"));
  }

  @Test
  void retractsDetectedThatWasDelivered() {
    stage.monitor("whales");
    long detected = stage.block("0xa whales");
    LaneRunner runner = startAndWalkTo(stage.lane("w"), fresh, detected);
    stage.execute(
        "DELETE FROM delivery_queue; UPDATE deliveries SET outcome = 'delivered',"
            + " first_attempt_at = ozm_now(), finished_at = ozm_now()");

    long orphan = stage.orphan();
    awaitSeq(orphan);
    stop(runner);

    assertThat(stage.deliveryRows())
        .containsExactly(
            List.of("detected", "" + detected, "delivered"),
            List.of("retracted", "" + orphan, "null"));
  }

  @Test
  void recordsMonitorWhoseMatchCannotBeStoredAndGoesOn() {
    stage.monitor("whales");
    stage.monitor("odd");
    stage.execute(
        """
        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
          $$ BEGIN RAISE EXCEPTION 'no such value' USING ERRCODE = '22023'; END $$;
        CREATE TRIGGER refuse BEFORE INSERT ON matches
          FOR EACH ROW WHEN (NEW.transaction_id = '0xb') EXECUTE FUNCTION refuse()\
        """);
    long seq = stage.block("0xa whales", "0xb odd", "0xc whales");
    long end = stage.block("0xd odd");

    stop(startAndWalkTo(stage.lane("w"), fresh, end));

    assertThat(stage.matches())
        .containsExactly(
            List.of("0xa", "confirmed", "" + seq),
            List.of("0xc", "confirmed", "" + seq),
            List.of("0xd", "confirmed", "" + end));
    assertThat(WorkRows.select(stage.database, "SELECT seq, error FROM evaluation_errors"))
        .singleElement()
        .satisfies(row -> assertThat(row.getFirst()).isEqualTo("" + seq));
    assertThat(fresh.handedOn).hasSize(3);
    assertThat(fresh.free.get()).isEqualTo(RecordingDeliveries.SLOTS - 3);
  }

  @Test
  void recordsMonitorThatThrowsAndGoesOn() {
    stage.monitor("whales");
    stage.monitor("explodes");
    long seq = stage.block("0xa whales");

    stop(startAndWalkTo(stage.lane("w"), FreshDeliveries.NONE, seq));

    assertThat(stage.matches()).hasSize(1);
    assertThat(WorkRows.select(stage.database, "SELECT seq, error FROM evaluation_errors"))
        .containsExactly(List.of("" + seq, "java.lang.IllegalStateException: boom"));
  }

  @Test
  void recordsMonitorThatCannotBeCompiledOnceAtTheFirstBlockThatItMisses() {
    stage.block("0xa malformed");
    stage.monitor("malformed");
    long first = stage.block("0xb malformed");
    long second = stage.block("0xc malformed");
    stage.monitor("whales");
    long third = stage.block("0xd whales");

    stop(startAndWalkTo(stage.lane("w"), FreshDeliveries.NONE, third));

    assertThat(second).isLessThan(third);
    assertThat(stage.matches()).containsExactly(List.of("0xd", "confirmed", "" + third));
    assertThat(WorkRows.select(stage.database, "SELECT seq, error FROM evaluation_errors"))
        .containsExactly(List.of("" + first, "malformed: is malformed [text.form]"));
  }

  @Test
  void evaluatesEachEntryWithTheConfigurationThatItNames() {
    long first = stage.block("0xa late", "0xb early");
    stage.monitor("early");
    long second = stage.block("0xc late", "0xd early");
    stage.monitor("late");
    stage.removeMonitor("early");
    long third = stage.block("0xe late", "0xf early");

    stop(startAndWalkTo(stage.lane("w"), FreshDeliveries.NONE, third));

    assertThat(first).isLessThan(second);
    assertThat(stage.matches())
        .containsExactly(
            List.of("0xd", "confirmed", "" + second), List.of("0xe", "confirmed", "" + third));
  }

  @Test
  void storesTextsThatTheDatabaseWouldRefuse() {
    stage.monitor("whales");
    long seq = stage.block("0xa\0 whales");

    stop(startAndWalkTo(stage.lane("w"), fresh, seq));

    assertThat(fresh.handedOn.getFirst().content().variables())
        .containsEntry("transaction", "0xa\uFFFD");
  }

  private LaneRunner startAndWalkTo(Lane lane, FreshDeliveries deliveries, long seq) {
    LaneRunner runner = start(lane, deliveries);
    awaitSeq(seq);
    return runner;
  }

  private LaneRunner start(Lane lane, FreshDeliveries deliveries) {
    var runner = new LaneRunner(stage.services(deliveries), lane, lost::add);
    stage.vertx.runOnContext(_ -> runner.start());
    return runner;
  }

  private void stop(LaneRunner runner) {
    WorkStage.await(
        io.vertx.core.Future.<Void>future(
            done -> stage.vertx.runOnContext(_ -> runner.stop().onComplete(done))));
  }

  private void awaitSeq(long seq) {
    await().atMost(Duration.ofSeconds(20)).until(() -> stage.readLane().seq() >= seq);
  }

  /// Remembers what is handed on; has a few slots.
  private static final class RecordingDeliveries implements FreshDeliveries {
    static final int SLOTS = 10;
    final AtomicInteger free = new AtomicInteger(SLOTS);
    final List<ClaimedDelivery> handedOn = new CopyOnWriteArrayList<>();
    volatile boolean dies;

    @Override
    public int reserve(int wanted) {
      int before = free.getAndUpdate(left -> left - Math.min(left, wanted));
      return Math.min(before, wanted);
    }

    @Override
    public void handOn(List<ClaimedDelivery> claimed) {
      if (dies) {
        throw new IllegalStateException("dies here");
      }
      handedOn.addAll(claimed);
    }

    @Override
    public void release(int unused) {
      free.addAndGet(unused);
    }
  }
}
