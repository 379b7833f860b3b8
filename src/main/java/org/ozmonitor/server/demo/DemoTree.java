package org.ozmonitor.server.demo;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// Writes a configuration tree in OpenZeppelin Monitor's form that watches a simulator and alerts a
/// receiver. Immutable.
///
/// @param rpcUrl of the simulator
/// @param webhookUrl of the receiver
/// @param secret the receiver's
public record DemoTree(String rpcUrl, String webhookUrl, String secret, Duration blockTime) {
  /// Slug of the network.
  public static final String NETWORK = "simulated";

  /// Quick retries: the receiver refuses some requests on purpose, and a demo cannot wait for the
  /// durable
  /// schedule.
  private static final JsonObject RETRY_POLICY =
      new JsonObject()
          .put("max_retries", 10)
          .put("initial_backoff", new JsonObject().put("secs", 0).put("nanos", 100_000_000))
          .put("max_backoff", new JsonObject().put("secs", 1).put("nanos", 0));

  /// Key of the trigger that every monitor names.
  public static final String TRIGGER = "demo_webhook";

  /// Writes `networks/`, `monitors/` and `triggers/` below a directory, which may not exist yet.
  /// Blocks.
  public void write(Path directory, List<DemoMonitor> monitors) throws IOException {
    write(directory.resolve("networks").resolve(NETWORK + ".json"), network());
    write(directory.resolve("triggers").resolve("webhook.json"), triggers());
    for (DemoMonitor monitor : monitors) {
      String stem = monitor.name().toLowerCase(Locale.ROOT).replace(' ', '_');
      write(
          directory.resolve("monitors").resolve(stem + ".json"),
          monitor.document(NETWORK, TRIGGER));
    }
  }

  private JsonObject network() {
    JsonObject endpoint =
        new JsonObject().put("type_", "rpc").put("url", plain(rpcUrl)).put("weight", 100);
    return new JsonObject()
        .put("network_type", "EVM")
        .put("slug", NETWORK)
        .put("name", "Simulated chain")
        .put("rpc_urls", new JsonArray().add(endpoint))
        .put("chain_id", Simulator.CHAIN_ID)
        .put("block_time_ms", Math.max(100, blockTime.toMillis()))
        .put("confirmation_blocks", 0)
        .put("start_block", 1)
        .put("store_blocks", false);
  }

  private JsonObject triggers() {
    JsonObject config =
        new JsonObject()
            .put("url", plain(webhookUrl))
            .put("method", "POST")
            .put("secret", plain(secret))
            .put("retry_policy", RETRY_POLICY)
            .put("headers", new JsonObject().put("Content-Type", "application/json"))
            .put(
                "message",
                new JsonObject()
                    .put("title", Alert.TITLE_TEMPLATE)
                    .put("body", Alert.BODY_TEMPLATE));
    return new JsonObject()
        .put(
            TRIGGER,
            new JsonObject()
                .put("name", "Demo webhook")
                .put("trigger_type", "webhook")
                .put("config", config));
  }

  private static JsonObject plain(String value) {
    return new JsonObject().put("type", "plain").put("value", value);
  }

  private static void write(Path file, JsonObject document) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, document.encodePrettily());
  }

  @Override
  public String toString() {
    return "DemoTree[rpcUrl=%s, webhookUrl=%s]".formatted(rpcUrl, webhookUrl);
  }
}
