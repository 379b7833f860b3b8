package org.ozmonitor.server.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ozmonitor.server.notification.ClaimedDelivery;
import org.ozmonitor.server.notification.FreshDeliveries;

/// What becomes of the alerts of a block that is orphaned.
class LaneRetractionIT {
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
  void cancelsDetectedThatNobodyClaimed() {
    stage.monitor("whales");
    long detected = stage.block("0xa whales");
    LaneRunner runner = runners.startAndWalkTo(stage.lane("w"), FreshDeliveries.NONE, detected);

    long orphan = stage.orphan();
    runners.walkOnTo(runner, orphan);
    runners.stop(runner);

    assertThat(stage.matches()).containsExactly(List.of("0xa", "retracted", "" + orphan));
    assertThat(stage.deliveryRows())
        .containsExactly(List.of("detected", "" + detected, "cancelled"));
  }

  @Test
  void retractsDetectedThatWasClaimedAndDetectsAgainUnderHigherSequence() {
    stage.monitor("whales");
    long detected = stage.block("0xa whales");
    LaneRunner runner = runners.startAndWalkTo(stage.lane("w"), fresh, detected);

    long orphan = stage.orphan();
    long again = stage.block("0xa whales");
    runners.walkOnTo(runner, again);
    runners.stop(runner);

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
    LaneRunner runner = runners.startAndWalkTo(stage.lane("w"), fresh, detected);

    stage.orphan();
    runners.walkOnTo(runner, stage.block("0xa whales {\"EVM\":2}"));
    runners.stop(runner);

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
    LaneRunner runner = runners.startAndWalkTo(stage.lane("w"), fresh, detected);
    stage.execute(
        "DELETE FROM delivery_queue; UPDATE deliveries SET outcome = 'delivered',"
            + " first_attempt_at = ozm_now(), finished_at = ozm_now()");

    long orphan = stage.orphan();
    runners.walkOnTo(runner, orphan);
    runners.stop(runner);

    assertThat(stage.deliveryRows())
        .containsExactly(
            List.of("detected", "" + detected, "delivered"),
            List.of("retracted", "" + orphan, "null"));
  }
}
