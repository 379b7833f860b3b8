package org.ozmonitor.server.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.ozmonitor.server.work.ScreeningStage.asking;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.server.notification.Deliveries;
import org.ozmonitor.server.notification.FreshDeliveries;
import org.ozmonitor.server.notification.NewDelivery;

/// Verdicts while other things happen: blocks are orphaned, nodes die or are behind, tenants wait.
class ScreeningRacesIT {
  @TempDir Path directory;

  private ScreeningStage stage;

  @BeforeEach
  void create() {
    stage = new ScreeningStage(directory);
  }

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void sendsNothingOfAMatchThatIsRetractedWhileItIsScreened() {
    stage.work.monitor("whales", asking("keep.sh"));
    stage.work.block("0xa whales");
    long orphan = stage.work.orphan();
    stage.walk();

    stage.screen();

    await()
        .untilAsserted(
            () -> assertThat(stage.texts("SELECT match_id::text FROM screenings")).isEmpty());
    assertThat(stage.work.matches()).containsExactly(List.of("0xa", "retracted", "" + orphan));
    assertThat(stage.work.deliveryRows()).isEmpty();
  }

  @Test
  void leavesNoAlertStandingWhoseVerdictIsWrittenWhileItsBlockIsOrphaned() {
    stage.work.monitor("whales", asking("keep.sh"));
    long seq = stage.work.block("0xa whales");
    stage.walk();
    stage.work.orphan();

    walkInto(connection -> keep(connection, seq));

    stage.settles("0xa", "retracted");
    assertThat(stage.work.deliveryRows())
        .containsExactly(List.of("detected", "" + seq, "cancelled"));
  }

  /// The later alert is of a revision without scripts, and waits for what is decided all the same.
  @Test
  void keepsNothingBackForAnAlertThatIsBeingRefused() {
    JsonObject seldom = new JsonObject().put("minimum_interval", "1h");
    stage.work.monitor("whales", asking("drop.sh").mergeIn(seldom));
    long seq = stage.work.block("0xa whales");
    stage.walk();
    stage.work.removeMonitor("whales");
    stage.work.monitor("whales", seldom);
    long next = stage.work.block("0xb whales");

    walkInto(connection -> screened(connection, seq, false));

    assertThat(stage.work.matches())
        .containsExactly(
            List.of("0xa", "filtered", "" + seq), List.of("0xb", "detected", "" + next));
  }

  /// Walks to the end while a verdict is written whose transaction lasts until the lane waits for
  // it.
  private void walkInto(Function<SqlConnection, Future<?>> verdict) {
    Promise<Void> written = Promise.promise();
    Promise<Void> goOn = Promise.promise();
    Future<Void> slow =
        stage.work.engine.inTransaction(
            connection ->
                verdict
                    .apply(connection)
                    .compose(
                        _ -> {
                          written.complete();
                          return goOn.future();
                        }));
    WorkStage.await(written.future());

    Future<Boolean> walked = stage.work.walk(FreshDeliveries.NONE).walk();
    await().until(() -> !stage.texts("SELECT pid FROM pg_locks WHERE NOT granted").isEmpty());
    goOn.complete();
    WorkStage.await(slow);
    assertThat(WorkStage.await(walked)).isFalse();
  }

  private Future<?> keep(SqlConnection connection, long seq) {
    var news =
        new NewDelivery(
            WorkStage.TENANT,
            ScreeningStage.match("0xa"),
            WorkStage.HOOK,
            "detected",
            seq,
            stage.work.version());
    return screened(connection, seq, true)
        .compose(
            _ ->
                new Deliveries(System::nanoTime, Duration.ofSeconds(30))
                    .insert(connection, List.of(news), 0, "node"));
  }

  private static Future<?> screened(SqlConnection connection, long seq, boolean kept) {
    return new Matches()
        .screened(connection, WorkStage.TENANT, ScreeningStage.match("0xa"), seq, kept);
  }

  @Test
  void forgetsOnlyWhatHasMovedOn() {
    stage.work.monitor("whales", asking("keep.sh"));
    stage.work.block("0xa whales");
    stage.walk();
    var screenings = new Screenings();
    var claim =
        WorkStage.await(screenings.claim(stage.work.engine.reader(), share("node", Map.of())))
            .getFirst();
    assertThat(WorkStage.await(screenings.forget(stage.work.engine.reader(), claim))).isFalse();
    stage.work.orphan();
    stage.walk();

    assertThat(WorkStage.await(screenings.forget(stage.work.engine.reader(), claim))).isTrue();
  }

  @Test
  void leavesVerdictForLaterWhileTheNodeDoesNotKnowTheMonitor() {
    var behind = stage.work.newestConfiguration();
    stage.work.monitor("whales", asking("drop.sh"));
    stage.work.block("0xa whales");
    stage.walk();
    var newest = new AtomicReference<>(behind);
    stage.screen(newest::get);
    await()
        .until(
            () ->
                stage.texts("SELECT 1 FROM screenings WHERE attempt = 0 AND claim_epoch > 0").size()
                    == 1);
    assertThat(stage.work.matches().getFirst().get(1)).isEqualTo("screening");

    newest.set(stage.work.newestConfiguration());

    stage.settles("0xa", "filtered");
  }

  @Test
  void screensAgainWhatComesBackInAnotherBlock() {
    stage.work.monitor("whales", asking("keep.sh"));
    stage.work.block("0xa whales");
    stage.work.orphan();
    long seq = stage.work.block("0xa whales");
    stage.walk();

    stage.screen();

    stage.settles("0xa", "detected");
    assertThat(stage.texts("SELECT id::text FROM deliveries"))
        .containsExactly(ScreeningStage.delivery("0xa", seq).toString());
  }

  @Test
  void claimsAgainWhatAKilledNodeHadInHandAndSendsTheSame() {
    stage.work.monitor("whales", asking("keep.sh"));
    long seq = stage.work.block("0xa whales");
    stage.walk();
    var claimed =
        WorkStage.await(
            new Screenings().claim(stage.work.engine.reader(), share("killed", Map.of())));
    assertThat(claimed).hasSize(1);
    stage.screen();

    stage.screen(stage.work.database.engineAt(Duration.ofMinutes(2)));

    stage.settles("0xa", "detected");
    assertThat(stage.texts("SELECT id::text FROM deliveries"))
        .containsExactly(ScreeningStage.delivery("0xa", seq).toString());
    assertThat(
            WorkStage.await(
                new Screenings().remove(stage.work.engine.reader(), claimed.getFirst())))
        .isFalse();
  }

  @Test
  void givesNoTenantMoreThanItsShareWhileOthersWait() {
    TenantId other = new TenantId(UUID.nameUUIDFromBytes(new byte[] {1}));
    WorkRows.tenant(stage.work.database, other, "other");
    stage.work.monitor("whales", asking("keep.sh"));
    stage.work.block("0xa whales", "0xb whales", "0xc whales", "0xd whales", "0xe whales");
    stage.walk();
    stage.work.execute(
        """
        INSERT INTO matches (tenant_id, id, monitor_id, revision, network_id, seq, height,
                             block_hash, transaction_id, state, match_json, variables)
        SELECT '%1$s', id, monitor_id, revision, network_id, seq, height, block_hash,
               transaction_id, state, match_json, variables FROM matches LIMIT 1;
        INSERT INTO screenings (tenant_id, match_id, seq, config_version, triggers, events, held, due_at)
        SELECT '%1$s', id, seq, 1, '{}', '{}', '{}', ozm_now() - interval '1 s'
        FROM matches WHERE tenant_id = '%1$s'\
        """
            .formatted(other.value()));

    assertThat(claim(Map.of(WorkStage.TENANT, 2))).containsExactly(other);
    assertThat(claim(Map.of(other, 1))).containsExactly(WorkStage.TENANT, WorkStage.TENANT);
    stage.work.execute("DELETE FROM screenings WHERE tenant_id = '%s'".formatted(other.value()));
    assertThat(claim(Map.of())).hasSize(3);
  }

  private List<TenantId> claim(Map<TenantId, Integer> inUse) {
    return WorkStage.await(new Screenings().claim(stage.work.engine.reader(), share("node", inUse)))
        .stream()
        .map(ClaimedScreening::tenant)
        .toList();
  }

  private static Screenings.Share share(String node, Map<TenantId, Integer> inUse) {
    return new Screenings.Share(4, node, Duration.ofSeconds(60), 2, inUse);
  }
}
