package org.ozmonitor.server.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.definition.EntityIds;
import org.ozmonitor.core.lane.LaneKind;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.server.cluster.Topics;

/// Circuit breakers of tenants around lanes, with whole workers: one tenant is well, one in
/// trouble.
class BreakerIT {
  private WorkStage stage;
  private TenantId other;

  @BeforeEach
  void create() {
    stage = new WorkStage();
    var _ = stage.lane("w");
    other = stage.tenant("other");
    stage.monitor("whales");
    stage.monitor(other, "others", new JsonObject());
  }

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void opensForATenantWhoseMonitorsFailAndClosesWhenTheyDoNot() {
    stage.monitor(other, "explodes", new JsonObject());
    work("w");
    blocks(1, 6);
    awaitParked();
    awaitMatches(6);
    assertThat(breakers()).containsAnyOf("lane open", "lane half_open");

    long end = blocks(7, 9);
    await().until(() -> laneOf(WorkStage.TENANT).seq() == end);
    awaitMatches(9);
    assertThat(laneOf(other).kind()).isEqualTo(LaneKind.PARKED);

    stage.removeMonitor(other, "explodes");
    blocks(10, 11);
    awaitTogether();

    awaitMatches(11);
    assertThat(breakers()).containsExactly("lane closed");
    assertThat(repeated()).isEmpty();
  }

  @Test
  void opensForATenantWhoseMatchesCannotBeStoredAndLosesNone() {
    refuseMatchesOf(other);
    work("w");
    long end = blocks(1, 5);
    awaitParked();
    await().until(() -> laneOf(WorkStage.TENANT).seq() == end);
    assertThat(matchesOf(WorkStage.TENANT)).isEqualTo(5);
    assertThat(matchesOf(other)).isZero();
    assertThat(breakers()).containsAnyOf("lane open", "lane half_open");

    stage.execute("DROP TRIGGER refuse ON matches");
    awaitTogether();

    awaitMatches(5);
    assertThat(breakers()).containsExactly("lane closed");
    assertThat(repeated()).isEmpty();
  }

  @Test
  void opensForATenantWhoseStoredDocumentIsBrokenAndLosesNothingOnceItIsMended() {
    work("w");
    blocks(1, 2);
    awaitMatches(2);

    stage.removeMonitor(other, "others");
    stage.monitor(other, "others", new JsonObject().put("name", 7));
    long end = blocks(3, 5);
    awaitParked();
    await().until(() -> laneOf(WorkStage.TENANT).seq() == end);
    assertThat(matchesOf(WorkStage.TENANT)).isEqualTo(5);
    assertThat(matchesOf(other)).isEqualTo(2);
    assertThat(breakers()).containsAnyOf("lane open", "lane half_open");
    String monitor = EntityIds.monitor(other, "others").toString();
    assertThat(reasons()).anyMatch(reason -> reason.contains("monitor " + monitor + ": name"));

    stage.execute(
        """
        UPDATE config_revision SET document = jsonb_set(document, '{name}', '"others"')
        WHERE entity_id = '%s' AND to_version IS NULL\
        """
            .formatted(monitor));
    awaitTogether();

    awaitMatches(5);
    assertThat(breakers()).containsExactly("lane closed");
    assertThat(repeated()).isEmpty();
  }

  @Test
  void triesWhatAWorkerThatIsGoneHasParked() {
    refuseMatchesOf(other);
    String gone = work("w");
    blocks(1, 3);
    awaitParked();
    WorkStage.await(stage.vertx.undeploy(gone));
    stage.execute(
        "DROP TRIGGER refuse ON matches; UPDATE lane SET worker = 'x', epoch = epoch + 1");

    work("x");
    awaitTogether();

    awaitMatches(3);
    assertThat(repeated()).isEmpty();
  }

  @Test
  void takesBackATenantThatIsParkedWithOneWhoseMatchesCannotBeStored() {
    refuseMatchesOf(other);
    stage.execute("UPDATE lane SET kind = 'PARKED', epoch = epoch + 1");
    long end = blocks(1, 3);
    work("w");

    await()
        .until(
            () ->
                laneOf(WorkStage.TENANT).kind() == LaneKind.MAIN
                    && laneOf(WorkStage.TENANT).seq() == end);
    assertThat(matchesOf(WorkStage.TENANT)).isEqualTo(3);
    assertThat(laneOf(other).kind()).isEqualTo(LaneKind.PARKED);
    assertThat(matchesOf(other)).isZero();
  }

  @Test
  void takesBackATenantOneOfWhoseMonitorsCannotBeCompiled() {
    stage.monitor(other, "malformed", new JsonObject());
    refuseMatchesOf(other);
    work("w");
    blocks(1, 3);
    awaitParked();

    stage.execute("DROP TRIGGER refuse ON matches");
    var next = new AtomicInteger(4);
    await()
        .pollInterval(Duration.ofMillis(200))
        .until(
            () -> {
              int n = next.getAndIncrement();
              blocks(n, n);
              return lanes().size() == 1;
            });

    awaitMatches(next.get() - 1);
    assertThat(repeated()).isEmpty();
  }

  @Test
  void blamesNobodyWhenNothingCanBeStored() {
    stage.execute(
        """
        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
          $$ BEGIN RAISE EXCEPTION 'injected' USING ERRCODE = 'XX000'; END $$;
        CREATE TRIGGER refuse BEFORE INSERT ON matches EXECUTE FUNCTION refuse();
        """);
    work("w");
    blocks(1, 2);
    await()
        .during(Duration.ofSeconds(2))
        .until(() -> lanes().size() == 1 && matchesOf(WorkStage.TENANT) == 0);

    stage.execute("DROP TRIGGER refuse ON matches");

    awaitMatches(2);
    assertThat(breakers()).isEmpty();
  }

  @Test
  void leavesATenantThatIsAloneWhereItIs() {
    stage.execute("DELETE FROM tenant_lane WHERE tenant_id = '%s'".formatted(WorkStage.TENANT));
    stage.execute("UPDATE lane SET epoch = epoch + 1");
    stage.monitor(other, "explodes", new JsonObject());
    work("w");
    blocks(1, 6);

    await().until(() -> matchesOf(other) == 6);
    assertThat(laneOf(other).kind()).isEqualTo(LaneKind.MAIN);
    assertThat(breakers()).containsAnyOf("lane open", "lane half_open");
  }

  private void refuseMatchesOf(TenantId tenant) {
    stage.execute(
        """
        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
          $$ BEGIN RAISE EXCEPTION 'injected' USING ERRCODE = 'XX000'; END $$;
        CREATE TRIGGER refuse BEFORE INSERT ON matches FOR EACH ROW
          WHEN (NEW.tenant_id = '%s') EXECUTE FUNCTION refuse();
        """
            .formatted(tenant));
  }

  @CanIgnoreReturnValue
  private String work(String node) {
    return WorkStage.await(
        stage.vertx.deployVerticle(
            stage.worker(node, Topics.muted(stage.vertx.eventBus())).verticle(() -> {})));
  }

  /// A match of each tenant in each.
  @CanIgnoreReturnValue
  private long blocks(int first, int last) {
    return IntStream.rangeClosed(first, last)
        .mapToLong(n -> stage.block("0x" + n + " whales", "0x" + n + " others"))
        .max()
        .orElseThrow();
  }

  private void awaitParked() {
    await().until(() -> lanes().size() == 2 && laneOf(other).kind() == LaneKind.PARKED);
  }

  private void awaitTogether() {
    await().until(() -> lanes().size() == 1 && lanes().getFirst().tenants().size() == 2);
  }

  private void awaitMatches(int ofEach) {
    await()
        .untilAsserted(
            () ->
                assertThat(List.of(matchesOf(WorkStage.TENANT), matchesOf(other)))
                    .containsExactly(ofEach, ofEach));
  }

  private List<Lane> lanes() {
    return WorkStage.await(stage.lanes.list(stage.engine.reader()));
  }

  private Lane laneOf(TenantId tenant) {
    return lanes().stream()
        .filter(lane -> lane.tenants().contains(tenant))
        .findFirst()
        .orElseThrow();
  }

  private int matchesOf(TenantId tenant) {
    return Integer.parseInt(
        WorkRows.select(
                stage.database,
                "SELECT count(*) FROM matches m WHERE tenant_id = $1 AND EXISTS (SELECT FROM"
                    + " deliveries d WHERE d.match_id = m.id AND d.event = 'detected')",
                tenant.value())
            .getFirst()
            .getFirst());
  }

  private List<String> breakers() {
    return WorkRows.select(
            stage.database,
            "SELECT CASE WHEN network_id IS NULL THEN 'scripts ' ELSE 'lane ' END || state"
                + " FROM tenant_breakers")
        .stream()
        .map(List::getFirst)
        .toList();
  }

  private List<String> reasons() {
    return WorkRows.select(stage.database, "SELECT reason FROM tenant_breakers").stream()
        .map(List::getFirst)
        .toList();
  }

  private List<List<String>> repeated() {
    return WorkRows.select(
        stage.database, "SELECT match_id FROM deliveries GROUP BY 1 HAVING count(*) > 1");
  }
}
