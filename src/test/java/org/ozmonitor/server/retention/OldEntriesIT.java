package org.ozmonitor.server.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ozmonitor.server.work.WorkStage.NETWORK;
import static org.ozmonitor.server.work.WorkStage.await;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.definition.Configuration;
import org.ozmonitor.core.definition.EntityIds;
import org.ozmonitor.server.block.OldEntries;
import org.ozmonitor.server.work.WorkStage;

/// Which entries of the block log go, which revisions of the configuration, and what keeps others.
final class OldEntriesIT {
  private final RetentionStage stage = new RetentionStage();

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void keepsTheNewestEntries() {
    stage.log(1, 12_000, 1);
    stage.lane(12_000);

    Sweep.Totals totals = stage.entriesKept(9_000).sweep();

    assertThat(stage.extent()).containsExactly("3001", "12000", "9000");
    assertThat(totals.entries()).isEqualTo(3_000);
  }

  @Test
  void keepsAsManyAsFinalBlocksAreLookedForIn() {
    stage.log(1, 12_000, 1);
    stage.lane(12_000);

    stage.entriesKept(1_000).sweep();

    assertThat(stage.extent()).containsExactly("3808", "12000", "8193");
  }

  @Test
  void keepsTheBlocksThatAReorganisationMayReach() {
    stage.log(1, 2_000, 1);
    stage.entries(2_001, 12_000, 1, "BLOCK", "recovered");
    stage.lane(12_000);

    stage.sweep();

    assertThat(stage.extent().getFirst()).isEqualTo("977");
  }

  @Test
  void keepsWhatTheHindmostLaneHasDoneLast() {
    stage.log(1, 12_000, 1);
    stage.lane(700);

    stage.sweep();

    assertThat(stage.extent().getFirst()).isEqualTo("700");
  }

  @Test
  void keepsWhatALaneNeedsThatNobodyWalks() {
    stage.log(1, 12_000, 1);
    stage.lane(700);
    stage.work.execute("UPDATE lane SET worker = NULL");

    stage.sweep();

    assertThat(stage.extent().getFirst()).isEqualTo("700");
  }

  @Test
  void keepsTheEntriesOfMatchesThatWait() {
    stage.log(1, 12_000, 1);
    stage.lane(12_000);
    var _ = stage.match(650, "confirm_at = 99999, confirm_level = 'finalized'");

    stage.sweep();

    assertThat(stage.extent().getFirst()).isEqualTo("650");
  }

  @Test
  void keepsWhereATenantWithoutALaneWillBegin() {
    stage.work.monitor("waits");
    stage.log(1, 599, stage.work.version() - 1);
    stage.log(600, 12_000, stage.work.version());

    stage.sweep();

    assertThat(stage.extent().getFirst()).isEqualTo("600");
  }

  @Test
  void waitsForWhoeverHasSomethingBeginInTheLog() {
    stage.log(1, 12_000, 1);
    var entries = new OldEntries();
    Sweep turn = stage.module(stage.work.engine).sweep();

    CompletableFuture<Sweep.Totals> sweep =
        await(
            stage.work.engine.inTransaction(
                connection ->
                    entries
                        .hold(connection, NETWORK)
                        .map(_ -> turn.run().toCompletionStage().toCompletableFuture())
                        .compose(
                            running ->
                                stage
                                    .work
                                    .lanes
                                    .place(
                                        connection,
                                        Set.of(WorkStage.TENANT),
                                        NETWORK,
                                        Optional.of("node"),
                                        400,
                                        "test")
                                    .map(running))));
    var _ = sweep.join();

    assertThat(stage.extent().getFirst()).isEqualTo("400");
  }

  @Test
  void forgetsRevisionsThatNoKeptEntryNeeds() {
    stage.work.monitor("gone");
    stage.work.monitor("stays");
    long begun = stage.work.version();
    change("gone");
    change("stays");
    stage.work.removeMonitor("gone");
    long ended = stage.work.version();
    stage.log(1, 2_000, begun);
    stage.log(2_001, 12_000, ended);
    stage.lane(12_000);

    Sweep.Totals totals = stage.sweep();

    assertThat(totals.revisions()).isEqualTo(2);
    assertThat(revisions("gone")).as("the last one, for its number").hasSize(1);
    assertThat(revisions("stays")).hasSize(1);
    assertThat(stage.select("SELECT pruned_to FROM config_head"))
        .containsExactly(Long.toString(ended));
  }

  @Test
  void keepsRevisionsOfVersionsThatKeptEntriesName() {
    stage.work.monitor("stays");
    long begun = stage.work.version();
    change("stays");
    stage.log(1, 5_000, begun);
    stage.log(5_001, 12_000, stage.work.version());
    stage.lane(12_000);

    stage.sweep();

    assertThat(stage.extent().getFirst()).isEqualTo("3001");
    assertThat(revisions("stays")).hasSize(2);
  }

  @Test
  void keepsRevisionsThatScreeningsName() {
    stage.work.monitor("stays");
    long begun = stage.work.version();
    change("stays");
    stage.log(1, 12_000, stage.work.version());
    stage.lane(12_000);
    var match = stage.match(11_999, "state = 'screening'");
    stage.work.execute(
        "INSERT INTO screenings (tenant_id, match_id, seq, config_version, triggers, events, held)"
            + " VALUES ('%s', '%s', 11999, %d, '{}', '{}', '{}')"
                .formatted(WorkStage.TENANT, match, begun));

    stage.sweep();

    assertThat(revisions("stays")).hasSize(2);
  }

  @Test
  void loadsAnewWhereWhatEndedSinceIsForgotten() {
    stage.work.monitor("gone");
    Configuration longAgo = load(stage.work.version());
    change("gone");
    stage.work.removeMonitor("gone");
    long newest = stage.work.version();
    stage.log(1, 10, newest);
    stage.lane(10);
    stage.sweep();

    Configuration now =
        await(stage.work.configurations.advance(stage.work.engine.reader(), longAgo, newest));

    assertThat(now.monitors()).isEmpty();
    assertThat(now.version()).isEqualTo(newest);
  }

  @Test
  void saysThatAConfigurationIsNotKept() {
    stage.work.monitor("stays");
    long first = stage.work.version();
    change("stays");
    stage.log(1, 10, stage.work.version());
    stage.lane(10);
    stage.sweep();

    assertThatThrownBy(() -> load(first))
        .hasMessage(
            "the configuration of version %d is not kept any more; the oldest is that of version %d"
                .formatted(first, stage.work.version()));
  }

  @Test
  void leavesATurnToOneNodeAtATime() {
    var now = new SweepTurns(stage.work.engine.reader());
    var later = new SweepTurns(stage.database().reader());
    var interval = RetentionStage.KEPT;

    assertThat(await(now.take("a", interval))).isTrue();
    assertThat(await(now.take("b", interval))).isFalse();
    assertThat(await(later.take("b", interval))).isTrue();
    assertThat(await(now.take("c", interval))).as("the clock was set back").isTrue();
  }

  private Configuration load(long version) {
    return await(stage.work.configurations.load(stage.work.engine.reader(), version));
  }

  /// Ends the monitor's revision and begins another.
  private void change(String name) {
    var id = EntityIds.monitor(WorkStage.TENANT, name);
    stage.work.execute(
        "UPDATE config_revision SET to_version = (SELECT version + 1 FROM config_head)"
            + " WHERE entity_id = '%s' AND to_version IS NULL".formatted(id));
    stage.work.monitor(name, new JsonObject());
  }

  private List<String> revisions(String name) {
    return stage.select(
        "SELECT revision FROM config_revision WHERE entity_id = '%s'"
            .formatted(EntityIds.monitor(WorkStage.TENANT, name)));
  }
}
