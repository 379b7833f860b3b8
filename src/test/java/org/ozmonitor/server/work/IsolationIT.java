package org.ozmonitor.server.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.fixture.TestSeal;
import org.ozmonitor.fixture.WebhookReceiver;
import org.ozmonitor.server.cluster.Topics;
import org.ozmonitor.server.codec.Secrets;
import org.ozmonitor.server.notification.Deliveries;
import org.ozmonitor.server.notification.DeliverySettings;
import org.ozmonitor.server.notification.FreshDeliveries;
import org.ozmonitor.server.notification.NotificationModule;
import org.ozmonitor.server.screening.ScreeningModule;
import org.ozmonitor.server.script.Isolation;
import org.ozmonitor.server.script.Scripts;
import org.ozmonitor.server.secret.SecretStore;

/// Tenants in trouble beside tenants that are well, from their blocks to their receivers.
class IsolationIT {
  private static final int BLOCKS = 14;

  @TempDir Path directory;

  private final WebhookReceiver well = new WebhookReceiver();
  private final WebhookReceiver flooded = new WebhookReceiver();
  private WorkStage stage;
  private Scripts scripts;
  private HttpServer hanging;
  private final List<String> deployed = new ArrayList<>();

  @BeforeEach
  void create() {
    stage = new WorkStage();
    stage.secondsPerBlock = 10;
    scripts = new Scripts(Isolation.TRUSTED, directory);
    hanging =
        WorkStage.await(
            stage.vertx.createHttpServer().requestHandler(_ -> {}).listen(0, "127.0.0.1"));
    var _ = stage.lane("w");
  }

  @AfterEach
  void close() {
    WorkStage.await(hanging.close());
    // delivery waits for what it has in hand, and writes it down
    deployed.forEach(id -> stage.vertx.undeploy(id).timeout(30, TimeUnit.SECONDS).await());
    scripts.close();
    stage.close();
    well.close();
    flooded.close();
  }

  @Test
  void tenantsThatFloodFailHangOrAreInvalidHarmNobodyElse() {
    stage.hook(WorkStage.TENANT, "well", well.url());
    stage.monitor("one", triggers("well"));
    var _ = tenant("second", "two", well.url());
    TenantId flood = tenant("flood", "flood", flooded.url());
    stage.limits(flood, new JsonObject().put("matches_per_block", 3));
    var _ = tenant("hanging", "hangs", "http://127.0.0.1:" + hanging.actualPort() + "/");
    TenantId invalid = tenant("invalid", "three", well.url());
    stage.monitor(invalid, "explodes", new JsonObject());
    stage.monitor(invalid, "malformed", new JsonObject());
    stage.monitor(invalid, "shatters", new JsonObject());
    TenantId failing = stage.tenant("failing");
    stage.script(failing, "fail.sh", "sleep 9");
    stage.monitor(failing, "asks", conditions());
    for (int n = 0; n < BLOCKS; n++) {
      stage.block(lines(n));
    }

    deliver();
    screen();
    work();

    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(matchesOf("'one', 'two', 'three'")).isEqualTo(3 * BLOCKS));
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(well.requests()).hasSizeGreaterThanOrEqualTo(3 * BLOCKS));
    assertThat(well.requests().stream().map(it -> it.header("webhook-id")))
        .hasSize(3 * BLOCKS)
        .doesNotHaveDuplicates();
    assertThat(matchesOf("'flood'")).isEqualTo(40 * BLOCKS);
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(flooded.requests().stream().map(it -> it.header("x-ozm-digest")))
                    .filteredOn(digest -> !digest.isEmpty())
                    .containsExactlyInAnyOrder(5 * 37 + "", 6 * 37 + ""));
    await().untilAsserted(() -> assertThat(flooded.requests()).hasSize(3 * BLOCKS + 2));
  }

  private static String[] lines(int block) {
    List<String> lines = new ArrayList<>();
    for (String monitor : List.of("one", "two", "three", "hangs", "asks")) {
      lines.add("0x" + block + " " + monitor);
    }
    IntStream.range(0, 40).forEach(n -> lines.add("0x" + block + "-" + n + " flood"));
    return lines.toArray(String[]::new);
  }

  private TenantId tenant(String slug, String monitor, String url) {
    TenantId tenant = stage.tenant(slug);
    stage.hook(tenant, "to", url);
    stage.monitor(tenant, monitor, triggers("to"));
    return tenant;
  }

  private static JsonObject triggers(String key) {
    return new JsonObject().put("triggers", new JsonArray().add(key));
  }

  private static JsonObject conditions() {
    return new JsonObject()
        .put(
            "trigger_conditions",
            new JsonArray()
                .add(
                    new JsonObject()
                        .put("script_path", "fail.sh")
                        .put("language", "Bash")
                        .put("timeout_ms", 1000)));
  }

  private void work() {
    deployed.add(
        WorkStage.await(
            stage.vertx.deployVerticle(
                stage.worker("w", Topics.on(stage.vertx.eventBus())).verticle(() -> {}))));
  }

  private void screen() {
    var configuration =
        WorkStage.await(stage.configurations.load(stage.engine.reader(), stage.version()));
    deployed.add(
        WorkStage.await(
            stage.vertx.deployVerticle(
                ScreeningModule.verticle(
                    stage.vertx,
                    stage.engine,
                    scripts.runner,
                    stage.breakers("node"),
                    new Deliveries(System::nanoTime, Duration.ofSeconds(30)),
                    FreshDeliveries.NONE,
                    Topics.on(stage.vertx.eventBus()),
                    () -> configuration,
                    "node",
                    Duration.ofSeconds(60),
                    new SimpleMeterRegistry()))));
  }

  private void deliver() {
    var module =
        new NotificationModule(
            stage.vertx,
            new DeliverySettings(
                Duration.ofDays(3),
                Duration.ofSeconds(15),
                Duration.ofSeconds(30),
                64,
                16,
                8,
                true),
            new NotificationModule.Needs(
                stage.engine.reader(),
                Topics.on(stage.vertx.eventBus()),
                new SimpleMeterRegistry(),
                "node",
                System::nanoTime,
                Clock.systemUTC(),
                new Random(1),
                SecretStore.local(stage.vertx, new Secrets(Map.of())),
                TestSeal.of(stage.engine.reader()),
                scripts.runner,
                _ -> Integer.MAX_VALUE));
    deployed.add(WorkStage.await(stage.vertx.deployVerticle(module.verticle())));
  }

  private int matchesOf(String monitors) {
    return Integer.parseInt(
        WorkRows.select(
                stage.database,
                "SELECT count(*) FROM matches m JOIN (SELECT DISTINCT entity_id, slug FROM"
                    + " config_revision) r ON r.entity_id = m.monitor_id WHERE r.slug IN ("
                    + monitors
                    + ")")
            .getFirst()
            .getFirst());
  }
}
