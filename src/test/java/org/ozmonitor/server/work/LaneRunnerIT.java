package org.ozmonitor.server.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Gauge;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ozmonitor.server.notification.FreshDeliveries;

class LaneRunnerIT {
  private final RecordingDeliveries fresh = new RecordingDeliveries();
  private WorkStage stage;
  private RunnerStage runners;

  @BeforeEach
  void create() {
    stage = new WorkStage();
    runners = new RunnerStage(stage);
  }

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void commitsMatchWithDeliveryAndHandsItOn() {
    stage.monitor("whales");
    long seq = stage.block("0xa whales {\"EVM\":{\"value\":\"1\"}}", "0xb others");

    runners.stop(runners.startAndWalkTo(stage.lane("w"), fresh, seq));

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
    LaneRunner runner = runners.startAndWalkTo(stage.lane("w"), FreshDeliveries.NONE, before);

    await()
        .during(Duration.ofMillis(400))
        .until(() -> stage.readLane().seq() == before && stage.matches().isEmpty());
    stage.payloads.put(hash, "0xa whales");
    runners.awaitSeq(after);
    runners.stop(runner);

    assertThat(stage.matches())
        .containsExactly(
            List.of("0xa", "confirmed", "" + missing), List.of("0xb", "confirmed", "" + after));
  }

  @Test
  void countsItsMonitorsAgainWhenTheNextWalkTakesOverWhatWasCompiled() {
    stage.monitor("whales");
    long seq = stage.block("0xa whales");
    LaneRunner runner = runners.startAndWalkTo(stage.lane("w"), FreshDeliveries.NONE, seq);
    runners.stop(runner);
    assertThat(monitorsInIndex()).isZero();

    LaneRunner next = runner.next(stage.readLane());
    stage.vertx.runOnContext(_ -> next.start());

    await().untilAsserted(() -> assertThat(monitorsInIndex()).isEqualTo(1));
    runners.stop(next);
  }

  private double monitorsInIndex() {
    return stage.registry.find("ozm.index.monitors").gauges().stream()
        .mapToDouble(Gauge::value)
        .sum();
  }

  @Test
  void triesPayloadThatCannotBeDecodedAgain() {
    stage.monitor("whales");
    long seq = stage.block("broken");
    LaneRunner runner = runners.start(stage.lane("w"), FreshDeliveries.NONE);

    await().during(Duration.ofMillis(300)).until(() -> stage.readLane().seq() < seq);
    stage.payloads.put(stage.lastHash(), "0xa whales");
    runners.awaitSeq(seq);
    runners.stop(runner);

    assertThat(stage.matches()).hasSize(1);
  }

  @Test
  void passesBlockThatNobodyServesWhenItIsOrphanedLater() {
    stage.monitor("whales");
    stage.block();
    stage.blockNobodyServes();
    stage.orphan();
    long end = stage.block("0xa whales");

    runners.stop(runners.startAndWalkTo(stage.lane("w"), FreshDeliveries.NONE, end));

    assertThat(stage.matches()).containsExactly(List.of("0xa", "confirmed", "" + end));
  }

  @Test
  void passesBlockThatCannotBeDecodedWhenItIsOrphanedLater() {
    stage.monitor("whales");
    stage.block("broken");
    stage.orphan();
    long end = stage.block("0xa whales");

    runners.stop(runners.startAndWalkTo(stage.lane("w"), FreshDeliveries.NONE, end));

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
    LaneRunner killed = runners.start(stage.lane("w"), fresh);
    await().during(Duration.ofMillis(300)).until(() -> stage.readLane().seq() < seq);
    runners.stop(killed);
    assertThat(stage.matches()).isEmpty();
    assertThat(fresh.free.get()).isEqualTo(RecordingDeliveries.SLOTS);
    stage.execute("DROP TRIGGER refuse ON deliveries");

    runners.stop(runners.startAndWalkTo(stage.readLane(), fresh, seq));

    assertThat(stage.matches()).containsExactly(List.of("0xa", "confirmed", "" + seq));
    assertThat(stage.deliveryRows()).hasSize(1);
    assertThat(fresh.handedOn).hasSize(1);
  }

  @Test
  void losesNothingWhenItDiesBetweenCommitAndHandingOn() {
    stage.monitor("whales");
    long seq = stage.block("0xa whales");
    fresh.dies = true;
    LaneRunner killed = runners.startAndWalkTo(stage.lane("w"), fresh, seq);
    await().until(() -> runners.lost().contains(killed));
    runners.stop(killed);
    fresh.dies = false;
    long next = stage.block("0xb whales");

    runners.stop(runners.startAndWalkTo(stage.readLane(), fresh, next));

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

    LaneRunner one = runners.start(lane, FreshDeliveries.NONE);
    LaneRunner other = runners.start(lane, FreshDeliveries.NONE);
    runners.awaitSeq(end);
    runners.stop(one);
    runners.stop(other);

    assertThat(runners.lost()).hasSizeBetween(1, 2);
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

    LaneRunner late = runners.start(lane, fresh);
    await().until(() -> runners.lost().contains(late));
    runners.stop(late);

    assertThat(stage.matches()).isEmpty();
    assertThat(fresh.free.get()).isEqualTo(RecordingDeliveries.SLOTS);
    runners.stop(runners.startAndWalkTo(stage.readLane(), fresh, seq));
    assertThat(stage.matches()).hasSize(1);
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

    runners.stop(runners.startAndWalkTo(stage.lane("w"), fresh, end));

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

    runners.stop(runners.startAndWalkTo(stage.lane("w"), FreshDeliveries.NONE, seq));

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

    runners.stop(runners.startAndWalkTo(stage.lane("w"), FreshDeliveries.NONE, third));

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

    runners.stop(runners.startAndWalkTo(stage.lane("w"), FreshDeliveries.NONE, third));

    assertThat(first).isLessThan(second);
    assertThat(stage.matches())
        .containsExactly(
            List.of("0xd", "confirmed", "" + second), List.of("0xe", "confirmed", "" + third));
  }

  @Test
  void storesTextsThatTheDatabaseWouldRefuse() {
    stage.monitor("whales");
    long seq = stage.block("0xa\0 whales");

    runners.stop(runners.startAndWalkTo(stage.lane("w"), fresh, seq));

    assertThat(fresh.handedOn.getFirst().content().variables())
        .containsEntry("transaction", "0xa\uFFFD");
  }
}
