package org.ozmonitor.server.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.fixture.WebhookReceiver;
import org.ozmonitor.server.cluster.Topics;
import org.ozmonitor.server.notification.DeliverySettings;
import org.ozmonitor.server.script.Isolation;
import org.ozmonitor.server.script.Scripts;

/// Tenants in trouble beside tenants that are well, from their blocks to their receivers.
class IsolationIT {
  private static final int BLOCKS = 14;

  @TempDir Path directory;

  private final WebhookReceiver well = new WebhookReceiver();
  private final WebhookReceiver flooded = new WebhookReceiver();
  private WorkStage stage;
  private Scripts scripts;
  private HttpServer hanging;
  private BehindLanes behind;
  private @Nullable String worker;

  @BeforeEach
  void create() {
    stage = new WorkStage();
    stage.secondsPerBlock = 10;
    scripts = new Scripts(Isolation.TRUSTED, directory);
    behind = new BehindLanes(stage, scripts.runner, Topics.on(stage.vertx.eventBus()));
    hanging =
        WorkStage.await(
            stage.vertx.createHttpServer().requestHandler(_ -> {}).listen(0, "127.0.0.1"));
    var _ = stage.lane("w");
  }

  @AfterEach
  void close() {
    WorkStage.await(hanging.close());
    behind.stop();
    if (worker != null) {
      WorkStage.await(stage.vertx.undeploy(worker));
    }
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

    behind.deliver(
        new DeliverySettings(
            Duration.ofDays(3), Duration.ofSeconds(15), Duration.ofSeconds(30), 64, 16, 8, true));
    behind.screen();
    work();

    await()
        .untilAsserted(() -> assertThat(matchesOf("'one', 'two', 'three'")).isEqualTo(3 * BLOCKS));
    await()
        .untilAsserted(() -> assertThat(well.requests()).hasSizeGreaterThanOrEqualTo(3 * BLOCKS));
    assertThat(well.requests().stream().map(it -> it.header("webhook-id")))
        .hasSize(3 * BLOCKS)
        .doesNotHaveDuplicates();
    assertThat(matchesOf("'flood'")).isEqualTo(40 * BLOCKS);
    await()
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
    worker =
        WorkStage.await(
            stage.vertx.deployVerticle(
                stage.worker("w", Topics.on(stage.vertx.eventBus())).verticle(() -> {})));
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
