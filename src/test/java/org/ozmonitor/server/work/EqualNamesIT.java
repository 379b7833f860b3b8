package org.ozmonitor.server.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ozmonitor.core.definition.EntityIds;
import org.ozmonitor.core.problem.Problem;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.core.tenant.TenantLimits;
import org.ozmonitor.fixture.WebhookReceiver;
import org.ozmonitor.server.cluster.Topics;
import org.ozmonitor.server.codec.Secrets;
import org.ozmonitor.server.definition.DefinitionModule;
import org.ozmonitor.server.definition.TenantTree;
import org.ozmonitor.server.definition.TreeLimits;
import org.ozmonitor.server.notification.DeliverySettings;
import org.ozmonitor.server.notification.FreshDeliveries;
import org.ozmonitor.server.script.Isolation;
import org.ozmonitor.server.script.Scripts;

/// Two tenants whose monitors, triggers and scripts have the same names, in one lane: nothing of
/// one reaches the other.
class EqualNamesIT {
  private static final TenantId ACME = EntityIds.tenant("acme");

  /// A script that drops the transactions of one value.
  private static final String DROPS =
      "if grep -q '\"value\":\"%s\"'; then echo true; else echo false; fi";

  @TempDir Path directory;

  private final WebhookReceiver receiver = new WebhookReceiver();
  private WorkStage stage;
  private Scripts scripts;
  private @Nullable DefinitionModule definition;

  @BeforeEach
  void start() {
    stage = new WorkStage();
    scripts = new Scripts(Isolation.TRUSTED, directory.resolve("scripts"));
    Assumptions.assumeTrue(
        scripts.sandboxFault.isEmpty(), () -> "no sandbox here: " + scripts.sandboxFault);
  }

  @AfterEach
  void close() {
    if (definition != null) {
      WorkStage.await(definition.stop());
    }
    scripts.close();
    receiver.close();
    stage.close();
  }

  @Test
  void keepsMatchesScriptsAndAlertsOfTenantsWithEqualNamesApart() throws IOException {
    TenantTree own = TenantTree.own(tree("default", DROPS.formatted("b")));
    TenantTree acme = new TenantTree("acme", tree("acme", DROPS.formatted("a")));
    define(own, acme);
    place(TenantId.DEFAULT, ACME);
    stage.block(
        "0xa Whales {\"EVM\":{\"value\":\"a\"}}",
        "0xb Whales {\"EVM\":{\"value\":\"b\"}}",
        "0xc Whales {\"EVM\":{\"value\":\"c\"}}");
    walk();
    assertThat(states())
        .hasSize(6)
        .allSatisfy(row -> assertThat(row.get(2)).isEqualTo("screening"));

    screenAndDeliver();

    await().untilAsserted(() -> assertThat(receiver.accepted("detected")).hasSize(4));
    assertThat(bodies("/hook/default")).containsExactlyInAnyOrder("default 0xa", "default 0xc");
    assertThat(bodies("/hook/acme")).containsExactlyInAnyOrder("acme 0xb", "acme 0xc");
    assertThat(states())
        .containsExactlyInAnyOrder(
            List.of("acme", "0xa", "filtered"),
            List.of("acme", "0xb", "confirmed"),
            List.of("acme", "0xc", "confirmed"),
            List.of("default", "0xa", "confirmed"),
            List.of("default", "0xb", "filtered"),
            List.of("default", "0xc", "confirmed"));
    assertThat(WorkRows.select(stage.database, "SELECT DISTINCT id FROM matches")).hasSize(6);
    assertThat(WorkRows.select(stage.database, "SELECT error FROM evaluation_errors")).isEmpty();
  }

  @Test
  void retractsForTheTenantAlone() throws IOException {
    TenantTree own = TenantTree.own(tree("default", DROPS.formatted("a")));
    TenantTree acme = new TenantTree("acme", tree("acme", "echo false"));
    define(own, acme);
    place(TenantId.DEFAULT, ACME);
    stage.block("0xa Whales {\"EVM\":{\"value\":\"a\"}}");
    walk();
    screenAndDeliver();
    await().untilAsserted(() -> assertThat(bodies("/hook/acme")).containsExactly("acme 0xa"));

    stage.orphan();
    walk();

    await().untilAsserted(() -> assertThat(receiver.accepted("retracted")).hasSize(1));
    assertThat(receiver.accepted("retracted").getFirst().path()).isEqualTo("/hook/acme");
    assertThat(bodies("/hook/default")).isEmpty();
  }

  private void define(TenantTree... trees) {
    definition =
        new DefinitionModule(
            new DefinitionModule.Needs(
                stage.vertx,
                stage.engine,
                stage.leases,
                WorkStage.TIMES,
                "node",
                new Secrets(Map.of()),
                stage.configurations,
                TreeLimits.DEFAULT,
                TenantLimits.UNLIMITED,
                Duration.ofMinutes(5),
                List.of(new TextEngine()),
                System::nanoTime,
                _ -> {},
                EqualNamesIT::onProblems),
            List.of(trees));
    WorkStage.await(definition.start());
  }

  private static void onProblems(List<Problem> problems) {
    assertThat(problems).noneMatch(it -> it.severity() == Problem.Severity.ERROR);
  }

  private void place(TenantId... tenants) {
    var _ =
        WorkStage.await(
            stage.engine.inTransaction(
                c ->
                    stage.lanes.place(
                        c, Set.of(tenants), WorkStage.NETWORK, Optional.of("w"), 0, "test")));
    assertThat(stage.readLane().tenants()).containsExactlyInAnyOrder(tenants);
  }

  private void walk() {
    var _ = WorkStage.await(stage.walk(FreshDeliveries.NONE).walk());
  }

  private void screenAndDeliver() {
    var behind = new BehindLanes(stage, scripts.runner, Topics.muted(stage.vertx.eventBus()));
    behind.screen();
    behind.deliver(
        new DeliverySettings(
            Duration.ofDays(3), Duration.ofSeconds(2), Duration.ofSeconds(4), 256, 128, 64, true));
  }

  /// Tenant, transaction and state of each match.
  private List<List<String>> states() {
    return WorkRows.select(
        stage.database,
        """
        SELECT t.slug, m.transaction_id, m.state
        FROM matches m JOIN tenants t ON t.id = m.tenant_id ORDER BY 1, 2\
        """);
  }

  private List<String> bodies(String path) {
    return receiver.accepted("detected").stream()
        .filter(request -> request.path().equals(path))
        .map(request -> new JsonObject(request.body()).getString("body"))
        .toList();
  }

  /// A tree that differs from others in its script and in where its alerts go.
  private Path tree(String tenant, String script) throws IOException {
    Path tree = directory.resolve(tenant).resolve("config");
    write(tree.resolve("networks/text.json"), network());
    write(tree.resolve("filters/keep.sh"), script);
    write(tree.resolve("triggers/hooks.json"), new JsonObject().put("hook", trigger(tenant)));
    write(tree.resolve("monitors/whales.json"), monitor());
    return tree;
  }

  private static void write(Path file, Object content) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, content.toString());
  }

  private static JsonObject network() {
    var endpoint =
        new JsonObject()
            .put("type_", "rpc")
            .put("url", plain("http://127.0.0.1:1"))
            .put("weight", 100);
    return new JsonObject()
        .put("name", "Text")
        .put("network_type", "EVM")
        .put("slug", "text")
        .put("rpc_urls", new JsonArray().add(endpoint))
        .put("block_time_ms", 1000)
        .put("confirmation_blocks", 0)
        .put("chain_id", 1);
  }

  private JsonObject trigger(String tenant) {
    var message = new JsonObject().put("title", "t").put("body", tenant + " ${transaction}");
    return new JsonObject()
        .put("name", "Hook")
        .put("trigger_type", "webhook")
        .put(
            "config",
            new JsonObject()
                .put("url", plain(receiver.url() + "/" + tenant))
                .put("message", message));
  }

  private static JsonObject monitor() {
    var condition =
        new JsonObject()
            .put("script_path", "./config/filters/keep.sh")
            .put("language", "Bash")
            .put("timeout_ms", 5000);
    return new JsonObject()
        .put("name", "Whales")
        .put("paused", false)
        .put("networks", new JsonArray().add("text"))
        .put("addresses", new JsonArray())
        .put(
            "match_conditions",
            new JsonObject()
                .put("functions", new JsonArray())
                .put("events", new JsonArray())
                .put("transactions", new JsonArray().add(new JsonObject().put("status", "Any"))))
        .put("trigger_conditions", new JsonArray().add(condition))
        .put("triggers", new JsonArray().add("hook"));
  }

  private static JsonObject plain(String value) {
    return new JsonObject().put("type", "plain").put("value", value);
  }
}
