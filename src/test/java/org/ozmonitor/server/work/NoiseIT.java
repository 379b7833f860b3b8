package org.ozmonitor.server.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ozmonitor.server.notification.ClaimedDelivery;
import org.ozmonitor.server.notification.FreshDeliveries;

/// Rules against noise in the transactions of a lane. The time of a block is its height.
class NoiseIT {
  private static final JsonObject EVERY_FIVE = new JsonObject().put("minimum_interval", "5s");

  private final Handed fresh = new Handed();
  private WorkStage stage;
  private LaneWalk walk;

  @BeforeEach
  void create() {
    stage = new WorkStage(new JsonObject().put("detect_at", "head").put("confirmation_blocks", 3));
    var _ = stage.lane("w");
    resume();
  }

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void keepsBackWhatComesTooSoonAndTellsHowMany() {
    stage.monitor("whales", EVERY_FIVE);
    stage.block("0xa whales", "0xb whales");
    for (String transaction : List.of("0xc", "0xd", "0xe", "0xf", "0xg")) {
      stage.block(transaction + " whales");
      walk();
      resume();
    }

    assertThat(sent()).containsExactly("0xa 0", "0xg 5");
    assertThat(keptBack()).containsExactly("0xb 0xa", "0xc 0xa", "0xd 0xa", "0xe 0xa", "0xf 0xa");
    assertThat(fresh.handedOn).extracting(ClaimedDelivery::suppressed).containsExactly(0L, 5L);
  }

  @Test
  void decidesMatchesOfOneBlockInTheirOrder() {
    stage.monitor(
        "whales",
        new JsonObject()
            .put("alert_threshold", new JsonObject().put("count", 2).put("window", "3s")));
    stage.block("0xa whales", "0xb whales", "0xc whales", "0xd whales", "0xe whales");
    stage.block("0xf whales");
    walk();

    assertThat(sent()).containsExactly("0xb 1", "0xd 1", "0xf 1");
    assertThat(keptBack()).containsExactly("0xa null", "0xc 0xb", "0xe 0xd");
  }

  @Test
  void keepsMonitorsApart() {
    stage.monitor("whales", EVERY_FIVE);
    stage.monitor("others", EVERY_FIVE);
    stage.monitor("all");
    stage.block("0xa whales", "0xb others", "0xc all", "0xd all");
    walk();

    assertThat(sent()).containsExactly("0xa 0", "0xb 0", "0xc 0", "0xd 0");
  }

  @Test
  void sendsEarliestStandingMatchWhenAnAlertIsOrphaned() {
    stage.monitor("whales", EVERY_FIVE);
    stage.block("0xa whales");
    stage.orphan();
    stage.block("0xb whales");
    stage.block("0xc whales");
    walk();
    assertThat(sent()).containsExactly("0xb 0");
    assertThat(keptBack()).containsExactly("0xc 0xb");
    // what is recovered late stands when the blocks before it in the log are gone
    long late = stage.recovered(1, "0xd whales");
    stage.orphan();
    stage.orphan();
    walk();

    assertThat(sent()).containsExactly("0xd 0");
    assertThat(stage.deliveryRows()).contains(List.of("detected", "" + (late + 2), "null"));
  }

  @Test
  void handsOverWhatElseTheOrphanedAlertKeptBack() {
    stage.monitor("whales", EVERY_FIVE);
    stage.block("0xa whales");
    stage.recovered(1, "0xb whales");
    stage.recovered(1, "0xc whales");
    long orphan = stage.orphan();
    walk();

    assertThat(sent()).containsExactly("0xb 0");
    assertThat(keptBack()).containsExactly("0xc 0xb");
    assertThat(stage.matches()).contains(List.of("0xb", "detected", "" + orphan));
  }

  @Test
  void holdsReleasedAlertUntilItIsConfirmed() {
    stage.monitor("whales", EVERY_FIVE.copy().put("confirmations", 2));
    stage.block("0xa whales");
    stage.recovered(1, "0xb whales");
    long orphan = stage.orphan();
    stage.block();
    walk();
    assertThat(held()).containsExactly("0xb detected " + orphan);

    stage.block();
    stage.block();
    walk();

    assertThat(held()).isEmpty();
    assertThat(stage.deliveryRows()).contains(List.of("detected", "" + orphan, "null"));
  }

  @Test
  void releasesNothingOfMonitorThatIsGone() {
    stage.monitor("whales", EVERY_FIVE);
    stage.block("0xa whales");
    stage.recovered(1, "0xb whales");
    stage.removeMonitor("whales");
    stage.orphan();
    walk();

    assertThat(sent()).isEmpty();
    assertThat(keptBack()).containsExactly("0xb 0xa");
  }

  @Test
  void confirmsNothingThatIsKeptBack() {
    stage.monitor("whales", EVERY_FIVE);
    stage.block("0xa whales");
    stage.block("0xb whales");
    stage.block();
    stage.block();
    stage.block();
    walk();

    assertThat(stage.matches().stream().map(row -> row.get(0) + " " + row.get(1)))
        .containsExactly("0xa confirmed", "0xb suppressed");
  }

  @Test
  void suppressesTheSameWhenTheRangeIsEvaluatedAgainByAnother() {
    stage.monitor("whales", EVERY_FIVE);
    stage.monitor(
        "pairs",
        new JsonObject()
            .put("alert_threshold", new JsonObject().put("count", 2).put("window", "3s")));
    for (int i = 10; i < 40; i++) {
      stage.block("0x" + i + " whales", "1x" + i + " pairs", "2x" + i + " pairs");
      if (i % 7 == 0) {
        stage.orphan();
      }
    }
    walk();
    var matches = rows();
    var deliveries = stage.deliveryRows();

    stage.execute("UPDATE lane SET seq = 0, epoch = epoch + 1");
    resume();
    walk();
    assertThat(rows()).isEqualTo(matches);
    assertThat(stage.deliveryRows()).isEqualTo(deliveries);

    stage.execute(
        "DELETE FROM matches; DELETE FROM delivery_queue; UPDATE lane SET seq = 0, epoch = epoch +"
            + " 1");
    resume();
    walk();
    assertThat(rows()).isEqualTo(matches);
    assertThat(stage.deliveryRows()).isEqualTo(deliveries);
  }

  @Test
  void routesBySeverity() {
    stage.trigger("urgent", new JsonObject().put("severities", new JsonArray().add("high")));
    stage.monitor("grave", with("high"));
    stage.monitor("minor", with("low"));
    stage.monitor(
        "plain", new JsonObject().put("triggers", new JsonArray().add("urgent").add("hook")));
    stage.block("0xa grave", "0xb minor", "0xc plain");
    walk();

    assertThat(
            WorkRows.select(
                    stage.database,
                    "SELECT m.transaction_id, r.slug FROM deliveries d"
                        + " JOIN matches m ON m.id = d.match_id"
                        + " JOIN config_revision r ON r.entity_id = d.trigger_id ORDER BY 1, 2")
                .stream()
                .map(row -> String.join(" ", row)))
        .containsExactly("0xa hook", "0xa urgent", "0xb hook", "0xc hook");
  }

  private static JsonObject with(String severity) {
    return new JsonObject()
        .put("severity", severity)
        .put("triggers", new JsonArray().add("urgent").add("hook"));
  }

  private void resume() {
    walk = stage.walk(fresh);
  }

  private void walk() {
    stage.walkToEnd(walk);
  }

  private List<String> sent() {
    return texts(
        "SELECT transaction_id, suppressed_before FROM matches"
            + " WHERE state IN ('detected', 'confirmed') ORDER BY 1");
  }

  private List<String> keptBack() {
    return texts(
        "SELECT m.transaction_id, a.transaction_id FROM matches m"
            + " LEFT JOIN matches a ON a.id = m.suppressed_by"
            + " WHERE m.state = 'suppressed' ORDER BY 1");
  }

  private List<String> held() {
    return texts(
        "SELECT m.transaction_id, d.event, d.cause_seq FROM deliveries d"
            + " JOIN matches m ON m.id = d.match_id WHERE d.held AND d.outcome IS NULL ORDER BY 1");
  }

  private List<List<String>> rows() {
    return WorkRows.select(
        stage.database,
        "SELECT id, state, seq, noise_order, suppressed_by, suppressed_before FROM matches"
            + " WHERE state <> 'retracted' ORDER BY id");
  }

  private List<String> texts(String sql) {
    return WorkRows.select(stage.database, sql).stream().map(row -> String.join(" ", row)).toList();
  }

  /// Takes everything.
  private static final class Handed implements FreshDeliveries {
    final List<ClaimedDelivery> handedOn = new CopyOnWriteArrayList<>();

    @Override
    public int reserve(int wanted) {
      return wanted;
    }

    @Override
    public void handOn(List<ClaimedDelivery> claimed) {
      handedOn.addAll(claimed);
    }

    @Override
    public void release(int unused) {}
  }
}
