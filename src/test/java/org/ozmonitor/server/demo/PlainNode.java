package org.ozmonitor.server.demo;

import io.vertx.core.Future;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ozmonitor.server.demo.SimulatedTransaction.Action;

/// The least that can stand in for the application: one thread that reads the chain block by block,
/// follows reorganisations and posts alerts until they are accepted. Keeps nothing on disk.
final class PlainNode implements RunningNode {
  private final RpcCaller rpc;
  private final RpcCaller webhook;
  private final String secret;
  private final Deque<Seen> seen = new ArrayDeque<>();
  private final Thread thread;
  private volatile boolean running = true;
  private long sequence;

  private PlainNode(String rpcUrl, String webhookUrl, String secret) {
    this.rpc = new RpcCaller(rpcUrl);
    this.webhook = new RpcCaller(webhookUrl);
    this.secret = secret;
    this.thread = Thread.ofVirtual().unstarted(this::run);
  }

  /// Starts from the configuration tree alone.
  static PlainNode start(DemoSetup setup) {
    Path directory = setup.configDirectory();
    JsonObject network = read(directory.resolve("networks/" + setup.network() + ".json"));
    JsonObject trigger =
        read(directory.resolve("triggers/webhook.json"))
            .getJsonObject(DemoTree.TRIGGER)
            .getJsonObject("config");
    PlainNode node =
        new PlainNode(
            network
                .getJsonArray("rpc_urls")
                .getJsonObject(0)
                .getJsonObject("url")
                .getString("value"),
            trigger.getJsonObject("url").getString("value"),
            trigger.getJsonObject("secret").getString("value"));
    node.thread.start();
    return node;
  }

  @Override
  public Future<Void> stop() {
    running = false;
    return Future.succeededFuture();
  }

  private void run() {
    try (rpc;
        webhook) {
      while (running) {
        try {
          step();
        } catch (IOException | DecodeException | ClassCastException e) {
          // The node lied or broke off: ask again.
          Thread.sleep(5);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void step() throws IOException, InterruptedException {
    long next = seen.isEmpty() ? 1 : seen.getLast().number + 1;
    JsonObject block = blockAt(next);
    if (block == null) {
      Thread.sleep(10);
      return;
    }
    if (!seen.isEmpty() && !block.getString("parentHash").equals(seen.getLast().hash)) {
      JsonObject tip = blockAt(seen.getLast().number);
      if (tip != null && !tip.getString("hash").equals(seen.getLast().hash)) {
        retract(seen.removeLast());
      }
      return;
    }
    JsonArray receipts = (JsonArray) rpc.result("eth_getBlockReceipts", block.getString("hash"));
    JsonArray transactions = block.getJsonArray("transactions");
    if (receipts != null && receipts.size() == transactions.size()) {
      append(next, block, receipts);
    }
  }

  private void append(long number, JsonObject block, JsonArray receipts)
      throws IOException, InterruptedException {
    List<Alert> alerts = new ArrayList<>();
    sequence++;
    for (int i = 0; i < receipts.size(); i++) {
      boolean reverted = receipts.getJsonObject(i).getString("status").equals("0x0");
      SimulatedTransaction transaction =
          decode(block.getJsonArray("transactions").getJsonObject(i), reverted);
      for (DemoMonitor monitor : DemoMonitor.all()) {
        if (monitor.rule().test(transaction)) {
          alerts.add(new Alert(monitor.name(), transaction.hash()));
        }
      }
    }
    seen.addLast(new Seen(number, block.getString("hash"), alerts));
    for (Alert alert : alerts) {
      post(alert, "detected", alert.monitor());
    }
  }

  private void retract(Seen orphan) throws IOException, InterruptedException {
    sequence++;
    for (Alert alert : orphan.alerts) {
      post(alert, "retracted", "[RETRACTED] " + alert.monitor());
    }
  }

  private void post(Alert alert, String event, String title)
      throws IOException, InterruptedException {
    String body =
        new JsonObject().put("body", alert.transaction() + " …").put("title", title).encode();
    String match = alert.monitor() + alert.transaction();
    Map<String, String> headers =
        Map.of(
            "X-Signature",
            Receiver.signature(secret, body, "1"),
            "X-Timestamp",
            "1",
            "webhook-id",
            (match + event + sequence).replace(' ', '_'),
            "x-ozm-event",
            event,
            "x-ozm-sequence",
            Long.toString(sequence),
            "x-ozm-match",
            match);
    while (webhook.post(body, headers).statusCode() != 200) {
      Thread.sleep(5);
    }
  }

  private @Nullable JsonObject blockAt(long number) throws IOException, InterruptedException {
    return (JsonObject) rpc.result("eth_getBlockByNumber", Hex.quantity(number), true);
  }

  private static SimulatedTransaction decode(JsonObject json, boolean reverted) {
    String input = json.getString("input");
    Action action = new Action.Payment();
    if (input.length() == 2 + 8 + 128) {
      String address = "0x" + input.substring(34, 74);
      BigInteger amount = new BigInteger(input.substring(74), 16);
      action =
          input.startsWith("0xa9059cbb")
              ? new Action.TokenTransfer(address, amount)
              : new Action.TokenApproval(address, amount);
    }
    return new SimulatedTransaction(
        json.getString("hash"),
        0,
        json.getString("from"),
        json.getString("to"),
        new BigInteger(json.getString("value").substring(2), 16),
        reverted,
        action);
  }

  private static JsonObject read(Path file) {
    try {
      return new JsonObject(Files.readString(file));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private record Seen(long number, String hash, List<Alert> alerts) {}
}
