package org.ozmonitor.server.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ozmonitor.core.definition.Configuration;
import org.ozmonitor.core.definition.EntityIds;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.server.breaker.BreakerState;
import org.ozmonitor.server.breaker.Guarded;
import org.ozmonitor.server.breaker.TenantBreakers;
import org.ozmonitor.server.cluster.Topics;
import org.ozmonitor.server.notification.Deliveries;
import org.ozmonitor.server.notification.FreshDeliveries;
import org.ozmonitor.server.notification.NewDelivery;
import org.ozmonitor.server.postgres.Database;
import org.ozmonitor.server.screening.ScreeningModule;
import org.ozmonitor.server.script.Isolation;
import org.ozmonitor.server.script.Scripts;

/// Matches with filter scripts, from the lane that finds them to their verdict, with real `bash`.
class ScreeningIT {
  @TempDir Path directory;

  private WorkStage stage;
  private Scripts scripts;
  private TenantBreakers breakers;

  @BeforeEach
  void create() {
    stage = new WorkStage(new JsonObject().put("detect_at", "head").put("confirmation_blocks", 1));
    scripts = new Scripts(Isolation.TRUSTED, directory);
    breakers = stage.breakers("node");
    var _ = stage.lane("w");
    stage.script("keep.sh", "cat > /dev/null; echo false");
    stage.script("drop.sh", "echo true");
    stage.script("fail.sh", "echo '" + "bad match" + "' >&2; exit 3");
  }

  @AfterEach
  void close() {
    scripts.close();
    stage.close();
  }

  @Test
  void tellsNobodyBeforeTheScriptsWereAsked() {
    stage.monitor("whales", conditions(condition("keep.sh")));
    long seq = stage.block("0xa whales");
    walk();
    assertThat(stage.matches()).containsExactly(List.of("0xa", "screening", "" + seq));
    assertThat(stage.deliveryRows()).isEmpty();

    screen(stage.engine);

    settles("0xa", "detected");
    assertThat(ids("SELECT id::text FROM deliveries"))
        .containsExactly(delivery("whales", "0xa", seq).toString());
    assertThat(ids("SELECT match_id::text FROM screenings")).isEmpty();
  }

  @Test
  void dropsWhatAScriptFilters() {
    stage.monitor("whales", conditions(condition("keep.sh"), condition("drop.sh")));
    stage.block("0xa whales");
    walk();

    screen(stage.engine);

    settles("0xa", "filtered");
    assertThat(stage.deliveryRows()).isEmpty();
    assertThat(errors()).isEmpty();
  }

  @Test
  void asksAboutTheEarliestThatTheFilteredOneKeptBack() {
    stage.script(
        "first.sh", "if grep -q '\"value\":\"drop\"'; then echo true; else echo false; fi");
    stage.monitor("whales", conditions(condition("first.sh")).put("minimum_interval", "1h"));
    stage.block(
        "0xa whales {\"EVM\":{\"value\":\"drop\"}}", "0xb whales {\"EVM\":{\"value\":\"drop\"}}");
    long seq = stage.block("0xc whales {\"EVM\":{}}", "0xd whales {\"EVM\":{}}");
    walk();
    assertThat(stage.deliveryRows()).isEmpty();

    screen(stage.engine);

    settles("0xc", "detected");
    assertThat(stage.matches().stream().map(row -> row.get(0) + " " + row.get(1)))
        .containsExactly("0xa filtered", "0xb filtered", "0xc detected", "0xd suppressed");
    assertThat(stage.deliveryRows()).containsExactly(List.of("detected", "" + seq, "null"));
  }

  @Test
  void asksInOrderUntilOneSaysTrue() {
    Path asked = directory.resolve("asked");
    for (String answer : List.of("false", "true")) {
      stage.script(answer + ".sh", "echo %s >> %s; echo %s".formatted(answer, asked, answer));
    }
    stage.monitor(
        "whales", conditions(condition("false.sh"), condition("true.sh"), condition("false.sh")));
    stage.block("0xa whales");
    walk();

    screen(stage.engine);

    settles("0xa", "filtered");
    assertThat(asked).hasContent("false\ntrue\n");
  }

  @Test
  void givesTheMatchAsUpstreamDoes() throws Exception {
    Path given = directory.resolve("given");
    stage.script("keep.sh", "cat > %s; echo false".formatted(given));
    stage.monitor(
        "whales",
        conditions(condition("keep.sh").put("arguments", new JsonArray().add("--x").add("1"))));
    stage.block("0xa whales");
    walk();

    screen(stage.engine);

    settles("0xa", "detected");
    assertThat(Files.readString(given))
        .startsWith("{\"args\":[\"--x\",\"1\"],\"monitor_match\":{")
        .endsWith("}");
  }

  @Test
  void scriptErrorSendsTheAlertAndIsRecorded() {
    stage.monitor("whales", conditions(condition("fail.sh"), condition("keep.sh")));
    stage.block("0xa whales");
    walk();

    screen(stage.engine);

    settles("0xa", "detected");
    assertThat(stage.deliveryRows()).hasSize(1);
    assertThat(errors())
        .containsExactly(
            "transaction 0xa: filter script fail.sh: Script execution failed with status 3: bad"
                + " match");
  }

  @Test
  void scriptThatCannotBeRunSendsTheAlertAndIsRecorded() {
    stage.monitor("whales", conditions(condition("gone.sh")));
    stage.block("0xa whales");
    walk();

    screen(stage.engine);

    settles("0xa", "detected");
    assertThat(stage.deliveryRows()).hasSize(1);
    assertThat(errors())
        .containsExactly(
            "transaction 0xa: filter script gone.sh: Script was not run: Script content not found");
  }

  @Test
  void asksScriptsThatFailAgainAndAgainNoMoreUntilOneTrySucceeds() throws Exception {
    Path asked = directory.resolve("asked");
    Path mended = directory.resolve("mended");
    stage.script(
        "counted.sh", "echo x >> %s; [ -e %s ] && echo false || exit 3".formatted(asked, mended));
    stage.monitor("whales", conditions(condition("counted.sh")));
    stage.block(IntStream.range(0, 40).mapToObj(n -> "0x" + n + " whales").toArray(String[]::new));
    walk();

    screen(stage.engine);
    await()
        .untilAsserted(
            () ->
                assertThat(stage.matches()).extracting(row -> row.get(1)).containsOnly("detected"));
    assertThat(Files.readAllLines(asked)).hasSizeLessThan(20);
    assertThat(errors()).anyMatch(error -> error.contains("Script was not asked"));
    assertThat(ids("SELECT state FROM tenant_breakers WHERE network_id IS NULL"))
        .containsAnyOf("open", "half_open");

    Files.createFile(mended);
    await()
        .until(() -> breakers.state(Guarded.scripts(WorkStage.TENANT)) == BreakerState.HALF_OPEN);
    stage.block("0xz whales");
    walk();
    settles("0xz", "detected");
    await()
        .untilAsserted(
            () -> assertThat(ids("SELECT state FROM tenant_breakers")).containsExactly("closed"));
  }

  @Test
  void scriptErrorDropsTheAlertWhereThatIsWanted() {
    stage.monitor("whales", conditions(condition("fail.sh").put("on_error", "drop")));
    stage.block("0xa whales");
    walk();

    screen(stage.engine);

    settles("0xa", "filtered");
    assertThat(errors()).hasSize(1);
  }

  @Test
  void triesAgainWhereThatIsWantedAndPassesInTheEnd() {
    stage.monitor("whales", conditions(condition("fail.sh").put("on_error", "retry")));
    stage.block("0xa whales");
    walk();

    screen(stage.engine);
    await().untilAsserted(() -> assertThat(errors()).hasSize(1));
    assertThat(stage.matches().getFirst()).contains("screening");
    assertThat(ids("SELECT attempt::text FROM screenings")).containsExactly("1");

    screen(stage.database.engineAt(Duration.ofMinutes(61)));
    settles("0xa", "detected");
    assertThat(stage.deliveryRows()).hasSize(1);
  }

  @Test
  void sendsNothingOfAMatchThatIsRetractedWhileItIsScreened() {
    stage.monitor("whales", conditions(condition("keep.sh")));
    stage.block("0xa whales");
    long orphan = stage.orphan();
    walk();

    screen(stage.engine);

    await().untilAsserted(() -> assertThat(ids("SELECT match_id::text FROM screenings")).isEmpty());
    assertThat(stage.matches()).containsExactly(List.of("0xa", "retracted", "" + orphan));
    assertThat(stage.deliveryRows()).isEmpty();
  }

  @Test
  void leavesNoAlertStandingWhoseVerdictIsWrittenWhileItsBlockIsOrphaned() {
    stage.monitor("whales", conditions(condition("keep.sh")));
    long seq = stage.block("0xa whales");
    walk();
    stage.orphan();
    Promise<Void> written = Promise.promise();
    Promise<Void> goOn = Promise.promise();
    Future<Void> verdict = keepSlowly(seq, written, goOn.future());
    WorkStage.await(written.future());

    Future<Boolean> walked = stage.walk(FreshDeliveries.NONE).walk();
    await().until(() -> !ids("SELECT pid FROM pg_locks WHERE NOT granted").isEmpty());
    goOn.complete();
    WorkStage.await(verdict);

    assertThat(WorkStage.await(walked)).isFalse();
    settles("0xa", "retracted");
    assertThat(stage.deliveryRows()).containsExactly(List.of("detected", "" + seq, "cancelled"));
  }

  /// A verdict whose transaction lasts.
  private Future<Void> keepSlowly(long seq, Promise<Void> written, Future<Void> goOn) {
    UUID match = match("whales", "0xa");
    var news =
        new NewDelivery(WorkStage.TENANT, match, WorkStage.HOOK, "detected", seq, stage.version());
    return stage.engine.inTransaction(
        connection ->
            new Matches()
                .screened(connection, WorkStage.TENANT, match, seq, true)
                .compose(
                    _ ->
                        new Deliveries(System::nanoTime, Duration.ofSeconds(30))
                            .insert(connection, List.of(news), 0, "node"))
                .compose(
                    _ -> {
                      written.complete();
                      return goOn;
                    }));
  }

  @Test
  void forgetsOnlyWhatHasMovedOn() {
    stage.monitor("whales", conditions(condition("keep.sh")));
    stage.block("0xa whales");
    walk();
    var screenings = new Screenings();
    var claim =
        WorkStage.await(screenings.claim(stage.engine.reader(), share("node", Map.of())))
            .getFirst();
    assertThat(WorkStage.await(screenings.forget(stage.engine.reader(), claim))).isFalse();
    stage.orphan();
    walk();

    assertThat(WorkStage.await(screenings.forget(stage.engine.reader(), claim))).isTrue();
  }

  @Test
  void leavesVerdictForLaterWhileTheNodeDoesNotKnowTheMonitor() {
    var behind = load();
    stage.monitor("whales", conditions(condition("drop.sh")));
    stage.block("0xa whales");
    walk();
    var newest = new AtomicReference<>(behind);
    screen(stage.engine, newest::get);
    await()
        .until(
            () ->
                ids("SELECT 1 FROM screenings WHERE attempt = 0 AND claim_epoch > 0").size() == 1);
    assertThat(stage.matches().getFirst().get(1)).isEqualTo("screening");

    newest.set(load());

    settles("0xa", "filtered");
  }

  @Test
  void screensAgainWhatComesBackInAnotherBlock() {
    stage.monitor("whales", conditions(condition("keep.sh")));
    stage.block("0xa whales");
    stage.orphan();
    long seq = stage.block("0xa whales");
    walk();

    screen(stage.engine);

    settles("0xa", "detected");
    assertThat(ids("SELECT id::text FROM deliveries"))
        .containsExactly(delivery("whales", "0xa", seq).toString());
  }

  @Test
  void runsTheScriptThatWasValidAtTheBlock() {
    stage.monitor("whales", conditions(condition("now.sh")));
    stage.script("now.sh", "echo false");
    stage.block("0xa whales");
    stage.script("now.sh", "echo true");
    stage.block("0xb whales");
    walk();

    screen(stage.engine);

    settles("0xa", "confirmed");
    settles("0xb", "filtered");
  }

  @Test
  void claimsAgainWhatAKilledNodeHadInHandAndSendsTheSame() {
    stage.monitor("whales", conditions(condition("keep.sh")));
    long seq = stage.block("0xa whales");
    walk();
    var claimed =
        WorkStage.await(new Screenings().claim(stage.engine.reader(), share("killed", Map.of())));
    assertThat(claimed).hasSize(1);
    screen(stage.engine);

    screen(stage.database.engineAt(Duration.ofMinutes(2)));

    settles("0xa", "detected");
    assertThat(ids("SELECT id::text FROM deliveries"))
        .containsExactly(delivery("whales", "0xa", seq).toString());
    assertThat(WorkStage.await(new Screenings().remove(stage.engine.reader(), claimed.getFirst())))
        .isFalse();
  }

  @Test
  void holdsWhatIsKeptUntilItIsConfirmed() {
    stage.monitor("whales", conditions(condition("keep.sh")).put("confirmations", 2));
    stage.block("0xa whales");
    walk();
    screen(stage.engine);
    settles("0xa", "detected");
    assertThat(ids("SELECT delivery_id::text FROM delivery_queue")).isEmpty();

    stage.block();
    stage.block();
    walk();

    settles("0xa", "confirmed");
    assertThat(ids("SELECT delivery_id::text FROM delivery_queue")).hasSize(1);
  }

  @Test
  void sendsAtOnceWhatWasConfirmedWhileItWasScreened() {
    stage.monitor("whales", conditions(condition("keep.sh")).put("confirmations", 2));
    long seq = stage.block("0xa whales");
    stage.block();
    stage.block();
    walk();
    assertThat(stage.matches()).containsExactly(List.of("0xa", "screening", "" + seq));

    screen(stage.engine);

    settles("0xa", "confirmed");
    assertThat(ids("SELECT delivery_id::text FROM delivery_queue")).hasSize(1);
  }

  @Test
  void givesNoTenantMoreThanItsShareWhileOthersWait() {
    TenantId other = new TenantId(UUID.nameUUIDFromBytes(new byte[] {1}));
    WorkRows.tenant(stage.database, other, "other");
    stage.monitor("whales", conditions(condition("keep.sh")));
    stage.block("0xa whales", "0xb whales", "0xc whales", "0xd whales", "0xe whales");
    walk();
    stage.execute(
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
    stage.execute("DELETE FROM screenings WHERE tenant_id = '%s'".formatted(other.value()));
    assertThat(claim(Map.of())).hasSize(3);
  }

  private List<TenantId> claim(Map<TenantId, Integer> inUse) {
    return WorkStage.await(new Screenings().claim(stage.engine.reader(), share("node", inUse)))
        .stream()
        .map(ClaimedScreening::tenant)
        .toList();
  }

  private static Screenings.Share share(String node, Map<TenantId, Integer> inUse) {
    return new Screenings.Share(4, node, Duration.ofSeconds(60), 2, inUse);
  }

  private void walk() {
    var walk = stage.walk(FreshDeliveries.NONE);
    var _ = WorkStage.await(walk.walk());
  }

  private Configuration load() {
    return WorkStage.await(stage.configurations.load(stage.engine.reader(), stage.version()));
  }

  private void screen(Database database) {
    Configuration configuration = load();
    screen(database, () -> configuration);
  }

  private void screen(Database database, Supplier<Configuration> configuration) {
    var _ =
        WorkStage.await(
            stage.vertx.deployVerticle(
                ScreeningModule.verticle(
                    stage.vertx,
                    database,
                    scripts.runner,
                    breakers,
                    new Deliveries(System::nanoTime, Duration.ofSeconds(30)),
                    FreshDeliveries.NONE,
                    Topics.muted(stage.vertx.eventBus()),
                    configuration,
                    "node",
                    Duration.ofSeconds(60),
                    new SimpleMeterRegistry())));
  }

  private void settles(String transaction, String state) {
    await()
        .untilAsserted(
            () ->
                assertThat(stage.matches())
                    .filteredOn(row -> row.getFirst().equals(transaction))
                    .extracting(row -> row.get(1))
                    .containsExactly(state));
  }

  private static UUID delivery(String monitor, String transaction, long seq) {
    return EntityIds.delivery(match(monitor, transaction), WorkStage.HOOK, "detected", seq);
  }

  private static UUID match(String monitor, String transaction) {
    return EntityIds.match(
        WorkStage.TENANT,
        EntityIds.monitor(WorkStage.TENANT, monitor),
        WorkStage.NETWORK,
        transaction);
  }

  private List<String> errors() {
    return ids("SELECT error FROM evaluation_errors");
  }

  private List<String> ids(String select) {
    return WorkRows.select(stage.database, select).stream().map(List::getFirst).toList();
  }

  private static JsonObject conditions(JsonObject... conditions) {
    var array = new JsonArray();
    for (JsonObject condition : conditions) {
      array.add(condition);
    }
    return new JsonObject().put("trigger_conditions", array);
  }

  private static JsonObject condition(String path) {
    return new JsonObject()
        .put("script_path", path)
        .put("language", "Bash")
        .put("timeout_ms", 5000)
        .putNull("arguments");
  }
}
