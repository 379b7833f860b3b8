package org.ozmonitor.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ozmonitor.fixture.FakeVault;
import org.ozmonitor.fixture.NodeProcess;
import org.ozmonitor.fixture.Sql;
import org.ozmonitor.fixture.Stage;
import org.ozmonitor.fixture.TestDatabase;
import org.ozmonitor.fixture.TestSeal;
import org.ozmonitor.server.demo.DemoTree;
import org.ozmonitor.server.demo.Receiver;
import org.ozmonitor.server.demo.Simulator;
import org.ozmonitor.server.postgres.DatabaseUrl;

/// A node whose configuration is full of secrets, with deliveries that succeed and deliveries that
/// fail at receivers which repeat everything they are sent: no secret is found in its database, in
/// its log at level debug or in its metrics.
final class SecretsIT {
  private final Map<String, String> planted = new LinkedHashMap<>();
  private final Map<String, String> environment = new LinkedHashMap<>();
  private final Vertx vertx = Vertx.vertx();
  @TempDir private Path directory;
  private DatabaseUrl.Server url;
  private Stage stage;
  private HttpServer parrot;
  private FakeVault vault;

  @BeforeEach
  void open() throws IOException {
    url = TestDatabase.createEmpty();
    stage = new Stage(directory, Simulator.Settings.demo(7), Receiver.Settings.demo("stage", 7));
    vault = new FakeVault(vertx, Optional.empty()).token(secret("vault token"));
    parrot = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
    parrot.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    parrot.createContext("/", SecretsIT::repeat);
    parrot.start();
    plantTriggers();
    plantEndpoints();
    plantViewingKey();
  }

  @AfterEach
  void close() {
    stage.close();
    parrot.stop(0);
    vertx.close().await();
  }

  @Test
  void showsNoSecretToWhoReadsItsDatabaseItsLogOrItsMetrics() {
    assertThat(planted).hasSizeGreaterThanOrEqualTo(20);
    StringBuilder seen = new StringBuilder();
    try (NodeProcess node = start();
        Sql sql = awaitSql(node)) {
      stage.startChain();
      awaitOutcomes(sql);
      stage.stopChain();
      seen.append(NodeProcess.get(node.managementPort(), "/metrics").body());
      node.terminate();
      seen.append(node.output()).append(dump(sql));
    }

    assertThat(seen)
        .contains("ozm1:", "endpoint failed", "said again", "HTTP status 500")
        .contains("***");
    planted.forEach((what, value) -> assertThat(seen).as(what).doesNotContain(value));
  }

  /// Deliveries of each trigger are delivered or tried in vain, and nobody waits for a secret.
  private static void awaitOutcomes(Sql sql) {
    await("outcomes")
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> {
              assertThat(triggers(sql, "delivered")).contains("ok", "from_env", "from_vault");
              assertThat(triggers(sql, "retryable")).contains("failing", "unreachable");
            });
  }

  private static List<String> triggers(Sql sql, String outcome) {
    return sql
        .rows(
            """
            SELECT DISTINCT r.slug FROM delivery_attempts a
              JOIN deliveries d ON d.id = a.delivery_id
              JOIN config_revision r ON r.entity_id = d.trigger_id
            WHERE a.outcome = '%s'\
            """
                .formatted(outcome))
        .stream()
        .map(List::getFirst)
        .toList();
  }

  private NodeProcess start() {
    NodeProcess.Builder node =
        NodeProcess.in(directory.resolve("node"), "node")
            .setting(
                "database_url",
                "postgresql://%s:%s@%s:%d/%s"
                    .formatted(url.user(), url.password(), url.host(), url.port(), url.database()))
            .setting("log.level", "debug")
            .setting("delivery.timeout", "3s")
            .variable("VAULT_ADDR", vault.address())
            .variable("VAULT_TOKEN", planted.get("vault token"))
            .arguments("all", "--config-dir", stage.tree().toString());
    planted.put("key of secrets", TestSeal.key('a'));
    environment.forEach(node::variable);
    return node.start();
  }

  private Sql awaitSql(NodeProcess node) {
    node.awaitReady();
    return new Sql(url);
  }

  private static String dump(Sql sql) {
    StringBuilder dump = new StringBuilder();
    for (List<String> table :
        sql.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")) {
      sql.rows("SELECT t::text FROM \"%s\" AS t".formatted(table.getFirst()))
          .forEach(row -> dump.append(row.getFirst()).append('\n'));
    }
    return dump.toString();
  }

  private void plantTriggers() throws IOException {
    Path file = stage.tree().resolve("triggers/webhook.json");
    JsonObject triggers = new JsonObject(Files.readString(file));
    JsonObject demo = triggers.getJsonObject(DemoTree.TRIGGER);
    String other = "http://127.0.0.1:" + parrot.getAddress().getPort();
    String receiver = other + "/ok";
    triggers.put("ok", webhook(demo, plain(withSecrets(receiver, "ok")), plain(secret("ok key"))));
    triggers.put(
        "failing",
        webhook(
            demo, plain(other + "/fail/" + secret("failing url")), plain(secret("failing key"))));
    triggers.put(
        "unreachable",
        webhook(
            demo, plain("http://127.0.0.1:1/" + secret("dead url")), plain(secret("dead key"))));
    triggers.put(
        "from_env",
        webhook(
            demo,
            variable("SHOW_URL", receiver + "?k=" + secret("url of the environment")),
            variable("SHOW_KEY", secret("key of the environment"))));
    vault.put(
        "hooks",
        Map.of(
            "url",
            receiver + "?k=" + secret("url of the vault"),
            "key",
            secret("key of the vault")));
    triggers.put("from_vault", webhook(demo, kept("kv/hooks#url"), kept("kv/hooks#key")));
    triggers.remove(DemoTree.TRIGGER);
    List<String> named = List.copyOf(triggers.fieldNames());
    // No monitor names these: a test must not knock at the doors of others.
    triggers.put("slack", channel("slack", "slack_url", "https://hooks.slack.com/services/"));
    triggers.put("discord", channel("discord", "discord_url", "https://discord.com/api/webhooks/"));
    JsonObject telegram = channel("telegram", "token", "12345678:" + "A".repeat(17));
    telegram.getJsonObject("config").put("chat_id", "1");
    triggers.put("telegram", telegram);
    JsonObject email = channel("email", "password", "");
    email
        .getJsonObject("config")
        .put("host", "127.0.0.1")
        .put("port", 1)
        .put("username", plain(secret("user of mail")))
        .put("sender", "a@example.org")
        .put("recipients", new JsonArray().add("b@example.org"));
    triggers.put("email", email);
    Files.writeString(file, triggers.encodePrettily());
    for (Path monitor : files("monitors")) {
      JsonObject document = new JsonObject(Files.readString(monitor));
      document.put("triggers", new JsonArray(named));
      Files.writeString(monitor, document.encodePrettily());
    }
  }

  private void plantEndpoints() throws IOException {
    Path file = stage.tree().resolve("networks/" + DemoTree.NETWORK + ".json");
    JsonObject network = new JsonObject(Files.readString(file));
    JsonArray endpoints = network.getJsonArray("rpc_urls");
    String node = endpoints.getJsonObject(0).getJsonObject("url").getString("value");
    String other = "http://127.0.0.1:" + parrot.getAddress().getPort();
    vault.put("nodes", Map.of("rpc", node + "?k=" + secret("node of the vault")));
    endpoints
        .clear()
        .add(endpoint(plain(other + "/rpc/" + secret("node that repeats")), 90))
        .add(endpoint(plain(node + "?k=" + secret("plain node")), 80))
        .add(endpoint(kept("kv/nodes#rpc"), 70))
        .add(endpoint(variable("SHOW_NODE", node + "?k=" + secret("node of the environment")), 60));
    Files.writeString(file, network.encodePrettily());
  }

  private void plantViewingKey() throws IOException {
    Path monitor = files("monitors").getFirst();
    JsonObject document = new JsonObject(Files.readString(monitor));
    JsonObject midnight =
        new JsonObject().put("viewing_keys", new JsonArray().add(plain(secret("viewing key"))));
    document.put(
        "chain_configurations", new JsonArray().add(new JsonObject().put("midnight", midnight)));
    Files.writeString(monitor, document.encodePrettily());
  }

  private String withSecrets(String receiver, String what) {
    return receiver.replace("://", "://user:" + secret(what + " password") + "@")
        + "?k="
        + secret(what + " url");
  }

  private JsonObject webhook(JsonObject like, JsonObject url, JsonObject key) {
    JsonObject trigger = like.copy();
    JsonObject config = trigger.getJsonObject("config").put("url", url).put("secret", key);
    config.put("headers", new JsonObject().put("X-API-Key", secret("header " + planted.size())));
    return trigger.put("name", "hook " + planted.size());
  }

  private JsonObject channel(String type, String key, String before) {
    return new JsonObject()
        .put("name", type)
        .put("trigger_type", type)
        .put(
            "config",
            new JsonObject()
                .put(key, plain(before + secret(type)))
                .put("message", new JsonObject().put("title", "t").put("body", "b")));
  }

  private static JsonObject endpoint(JsonObject url, int weight) {
    return new JsonObject().put("type_", "rpc").put("url", url).put("weight", weight);
  }

  /// A value that stands nowhere else.
  private String secret(String what) {
    String value = "pLanted%02dx%08x".formatted(planted.size(), what.hashCode());
    planted.put(what, value);
    return value;
  }

  private JsonObject variable(String name, String value) {
    environment.put(name, value);
    return value("environment", name);
  }

  private static JsonObject plain(String value) {
    return value("plain", value);
  }

  private static JsonObject kept(String name) {
    return value("HashicorpVault", name);
  }

  private static JsonObject value(String type, String value) {
    return new JsonObject().put("type", type).put("value", value);
  }

  private List<Path> files(String kind) throws IOException {
    try (var files = Files.list(stage.tree().resolve(kind))) {
      return files.sorted().toList();
    }
  }

  /// Says again what it was sent, as receivers do that explain what is wrong.
  private static void repeat(HttpExchange exchange) throws IOException {
    String sent = exchange.getRequestURI() + " " + new TreeMap<>(exchange.getRequestHeaders());
    boolean rpc = exchange.getRequestURI().getPath().startsWith("/rpc");
    String answer =
        rpc
            ? new JsonObject()
                .put("jsonrpc", "2.0")
                .put("id", 1)
                .put("error", new JsonObject().put("code", -32000).put("message", "no: " + sent))
                .encode()
            : "said again: " + sent;
    byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
    boolean good = rpc || exchange.getRequestURI().getPath().startsWith("/ok");
    exchange.sendResponseHeaders(good ? 200 : 500, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
