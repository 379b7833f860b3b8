package org.ozmonitor.server.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.chain.Finality;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.server.notification.FreshDeliveries;

/// Holding, releasing, confirming and cancelling on a network whose blocks are evaluated at the
/// head and count as confirmed two blocks later.
class MatchLifeIT {
  private static final JsonObject HEAD =
      new JsonObject().put("detect_at", "head").put("confirmation_blocks", 2);

  private WorkStage stage;
  private LaneWalk walk;

  @BeforeEach
  void create() {
    stage = new WorkStage(HEAD);
    stage.trigger("both", on("detected", "confirmed"));
    stage.trigger("sure", on("confirmed"));
    var _ = stage.lane("w");
    resume();
  }

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void sendsDetectedAtOnceAndConfirmsAtTheNetworksDepth() {
    stage.monitor("whales");
    long seq = stage.block("0xa whales");
    stage.block();
    walk();
    assertThat(stage.matches()).containsExactly(match("detected", seq));

    long confirming = stage.block();
    walk();

    assertThat(stage.matches()).containsExactly(match("confirmed", confirming));
    assertThat(deliveries()).containsExactly(due("hook", "detected", seq));
  }

  @Test
  void tellsOfTheConfirmationWhoWantsIt() {
    stage.monitor("whales", triggers("both", "sure"));
    long seq = stage.block("0xa whales");
    walk();
    assertThat(deliveries())
        .containsExactly(
            held("both", "confirmed", seq),
            due("both", "detected", seq),
            held("sure", "confirmed", seq));

    stage.block();
    long confirming = stage.block();
    walk();

    assertThat(deliveries())
        .containsExactly(
            due("both", "confirmed", confirming),
            due("both", "detected", seq),
            due("sure", "confirmed", confirming));
  }

  @Test
  void holdsAlertsUntilAsManyBlocksAsTheMonitorWants() {
    stage.monitor("whales", confirmations(3));
    long seq = stage.block("0xa whales");
    stage.block();
    stage.block("0xb other");
    walk();
    assertThat(stage.matches()).containsExactly(match("detected", seq));
    assertThat(deliveries()).containsExactly(held("hook", "detected", seq));

    long confirming = stage.block();
    walk();

    assertThat(stage.matches()).containsExactly(match("confirmed", confirming));
    assertThat(deliveries()).containsExactly(due("hook", "detected", seq));
  }

  @Test
  void sendsBothWhenBothAreWantedAndHeldTogether() {
    stage.monitor("whales", confirmations(1).mergeIn(triggers("both", "sure", "hook")));
    long seq = stage.block("0xa whales");
    long confirming = stage.block();
    walk();

    assertThat(deliveries())
        .containsExactly(
            due("both", "confirmed", confirming),
            due("both", "detected", seq),
            due("hook", "detected", seq),
            due("sure", "confirmed", confirming));
  }

  @Test
  void cancelsHeldAlertOfAnOrphanedBlockUnsent() {
    stage.monitor("whales", confirmations(2).mergeIn(triggers("both")));
    long seq = stage.block("0xa whales");
    stage.block();
    stage.orphan();
    long orphan = stage.orphan();
    stage.block();
    stage.block();
    stage.block();
    walk();

    assertThat(stage.matches()).containsExactly(match("retracted", orphan));
    assertThat(deliveries())
        .containsExactly(unsent("both", "confirmed", seq), unsent("both", "detected", seq));
  }

  @Test
  void holdsAgainWhenTheTransactionComesBackUnderTheSameIdAndAHigherSequence() {
    stage.monitor("whales", confirmations(1));
    long first = stage.block("0xa whales");
    stage.orphan();
    long second = stage.block("0xa whales");
    walk();
    assertThat(deliveries())
        .containsExactly(unsent("hook", "detected", first), held("hook", "detected", second));

    stage.block();
    walk();

    assertThat(deliveries())
        .containsExactly(unsent("hook", "detected", first), due("hook", "detected", second));
  }

  @Test
  void retractsConfirmedAlertWhoseBlockIsOrphanedAllTheSame() {
    stage.monitor("whales", confirmations(1));
    long seq = stage.block("0xa whales");
    stage.block();
    walk();
    claimAll();
    stage.orphan();
    long orphan = stage.orphan();
    walk();

    assertThat(stage.matches()).containsExactly(match("retracted", orphan));
    assertThat(stage.deliveryRows())
        .containsExactly(
            List.of("detected", "" + seq, "superseded"), List.of("retracted", "" + orphan, "null"));
  }

  @Test
  void waitsForWhatTheChainCallsSafeOrFinalized() {
    stage.monitor("safe", new JsonObject().put("confirmations", "safe"));
    stage.monitor("final", new JsonObject().put("confirmations", "finalized"));
    stage.block("0xa safe", "0xb final");
    stage.block("0xc safe", "0xd final");
    stage.block();
    stage.block();
    stage.reach(Finality.SAFE, 1);
    walk();
    assertThat(states())
        .containsExactly("0xa confirmed", "0xb detected", "0xc detected", "0xd detected");

    stage.reach(Finality.FINALIZED, 2);
    walk();

    assertThat(states())
        .containsExactly("0xa confirmed", "0xb confirmed", "0xc confirmed", "0xd confirmed");
    assertThat(deliveries()).allSatisfy(row -> assertThat(row).contains("false", "due"));
  }

  @Test
  void releasesOnceAfterTheLaneWasReadAgain() {
    stage.monitor("whales", confirmations(2));
    long seq = stage.block("0xa whales");
    walk();
    resume();
    stage.block();
    walk();
    resume();
    long confirming = stage.block();
    walk();
    resume();
    stage.block();
    walk();

    assertThat(stage.matches()).containsExactly(match("confirmed", confirming));
    assertThat(deliveries()).containsExactly(due("hook", "detected", seq));
  }

  @Test
  void confirmsMoreThanOneTransactionTakes() {
    stage.monitor("whales", confirmations(1));
    stage.block(
        IntStream.range(0, 5_001).mapToObj(i -> "0x" + i + " whales").toArray(String[]::new));
    long confirming = stage.block();
    walk();

    assertThat(
            WorkRows.select(
                stage.database, "SELECT state, seq, count(*) FROM matches GROUP BY 1, 2"))
        .containsExactly(List.of("confirmed", "" + confirming, "5001"));
    assertThat(WorkRows.select(stage.database, "SELECT count(*) FROM delivery_queue"))
        .containsExactly(List.of("5001"));
  }

  @Test
  void confirmsWhatComesAfterManyMatchesThatAreKeptBack() {
    TenantId other = stage.tenant("other");
    resume();
    stage.monitor("whales", confirmations(1));
    stage.monitor(other, "dolphins", confirmations(1));
    stage.block(
        Stream.concat(
                IntStream.range(0, 5_000).mapToObj(i -> "0x" + i + " whales"),
                Stream.of("0xa dolphins"))
            .toArray(String[]::new));
    walk();
    stage.execute(
        "UPDATE matches SET state = 'suppressed' WHERE tenant_id = '%s'"
            .formatted(WorkStage.TENANT));

    stage.block();
    walk();

    assertThat(
            WorkRows.select(
                stage.database,
                "SELECT state, count(*), count(confirm_at) FROM matches GROUP BY 1 ORDER BY 1"))
        .containsExactly(List.of("confirmed", "1", "0"), List.of("suppressed", "5000", "0"));
  }

  @Test
  void recordsWhatCannotBeCompiledWhateverEntryComesFirst() {
    stage.monitor("safe", new JsonObject().put("confirmations", "safe"));
    stage.block("0xa safe");
    walk();
    stage.monitor("malformed");
    stage.reach(Finality.SAFE, 1);
    walk();
    assertThat(states()).containsExactly("0xa confirmed");

    long seq = stage.block("0xb safe");
    walk();

    assertThat(WorkRows.select(stage.database, "SELECT seq FROM evaluation_errors"))
        .containsExactly(List.of("" + seq));
  }

  @Test
  void changesNothingWhenTheRangeIsEvaluatedAgain() {
    stage.monitor("whales", confirmations(2).mergeIn(triggers("both", "sure")));
    stage.block("0xa whales");
    stage.block("0xb whales");
    stage.orphan();
    stage.block("0xb whales");
    stage.block();
    stage.block();
    walk();
    var matches = stage.matches();
    var deliveries = deliveries();
    assertThat(deliveries).hasSize(9);

    stage.execute("UPDATE lane SET seq = 0, epoch = epoch + 1");
    resume();
    walk();

    assertThat(stage.matches()).isEqualTo(matches);
    assertThat(deliveries()).isEqualTo(deliveries);
  }

  private void resume() {
    walk = stage.walk(FreshDeliveries.NONE);
  }

  private void walk() {
    stage.walkToEnd(walk);
  }

  private void claimAll() {
    stage.execute(
        "UPDATE delivery_queue SET claimed_until = ozm_now() + interval '1 minute', attempt = 1;"
            + " UPDATE deliveries SET first_attempt_at = ozm_now()");
  }

  private List<String> states() {
    return stage.matches().stream().map(row -> row.get(0) + " " + row.get(1)).toList();
  }

  /// Trigger, event, cause, whether held, and what becomes of it.
  private List<List<String>> deliveries() {
    return WorkRows.select(
        stage.database,
        "SELECT r.slug, d.event, d.cause_seq, d.held,"
            + " coalesce(d.outcome, CASE WHEN q.delivery_id IS NULL THEN 'none' ELSE 'due' END)"
            + " FROM deliveries d JOIN config_revision r ON r.entity_id = d.trigger_id"
            + " LEFT JOIN delivery_queue q ON q.delivery_id = d.id"
            + " ORDER BY r.slug, d.event, d.cause_seq");
  }

  /// The match of 0xa.
  private static List<String> match(String state, long seq) {
    return List.of("0xa", state, "" + seq);
  }

  private static List<String> due(String trigger, String event, long cause) {
    return List.of(trigger, event, "" + cause, "false", "due");
  }

  private static List<String> held(String trigger, String event, long cause) {
    return List.of(trigger, event, "" + cause, "true", "none");
  }

  /// Held, and then cancelled.
  private static List<String> unsent(String trigger, String event, long cause) {
    return List.of(trigger, event, "" + cause, "true", "cancelled");
  }

  private static JsonObject confirmations(int blocks) {
    return new JsonObject().put("confirmations", blocks);
  }

  private static JsonObject triggers(String... keys) {
    return new JsonObject().put("triggers", new JsonArray(List.of(keys)));
  }

  private static JsonObject on(String... events) {
    return new JsonObject().put("on", new JsonArray(List.of(events)));
  }
}
