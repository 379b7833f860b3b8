package org.ozmonitor.core.evm.block;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.ozmonitor.fixture.EvmPayloads;
import org.ozmonitor.fixture.SharedData;

/// A payload around what stands in one file: what the file lacks is made up. Receipts in a file of
/// their own belong to the block in the file named alike, where there is one.
///
/// @param receipts one for each transaction of the block
record OddPayload(String name, ObjectNode block, ArrayNode receipts) {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final Pattern FOREIGN_ADDRESS = Pattern.compile("\"one1[0-9a-z]{38}\"");
  private static final String HASH = "0x" + "5".repeat(64);
  private static final String ACCOUNT = "0x" + "7".repeat(40);

  static List<OddPayload> of(Path file) {
    String name = file.getFileName().toString();
    JsonNode content = SharedData.json(file);
    if (content.isObject()) {
      return List.of(of(name, content));
    }
    JsonNode first = content.path(0);
    if (first.has("EVM")) {
      List<OddPayload> payloads = new ArrayList<>();
      content.forEach(wrapped -> payloads.add(of(name, wrapped.get("EVM"))));
      return payloads;
    }
    if (first.has("topics")) {
      ObjectNode receipt = NODES.objectNode().put("transactionHash", HASH).put("status", "0x1");
      receipt.set("logs", content);
      return List.of(of(name, receipt));
    }
    Path own = file.resolveSibling(name.replace("receipts", "block"));
    return own.toFile().exists() && !own.equals(file)
        ? List.of(new OddPayload(name, (ObjectNode) SharedData.json(own), (ArrayNode) content))
        : content.valueStream().map(receipt -> of(name, receipt)).toList();
  }

  private static OddPayload of(String name, JsonNode content) {
    if (content.has("transactions")) {
      ArrayNode receipts = NODES.arrayNode();
      for (JsonNode transaction : content.get("transactions")) {
        String hash = transaction.isObject() ? transaction.get("hash").asText() : HASH;
        receipts.add(receipt(hash));
      }
      return new OddPayload(name, (ObjectNode) content, receipts);
    }
    boolean isReceipt = content.has("logs");
    ObjectNode transaction = isReceipt ? transaction(content) : (ObjectNode) content.deepCopy();
    ObjectNode block = NODES.objectNode().put("number", "0x1").put("timestamp", "0x5");
    block.putArray("transactions").add(transaction);
    JsonNode receipt = isReceipt ? content : receipt(transaction.get("hash").asText());
    return new OddPayload(name, block, NODES.arrayNode().add(receipt));
  }

  private static ObjectNode receipt(String transaction) {
    ObjectNode receipt =
        NODES
            .objectNode()
            .put("transactionHash", transaction)
            .put("transactionIndex", "0x0")
            .put("status", "0x1")
            .put("gasUsed", "0x5208")
            .put("cumulativeGasUsed", "0x5208")
            .put("logsBloom", "0x00");
    receipt.putArray("logs");
    return receipt;
  }

  private static ObjectNode transaction(JsonNode receipt) {
    ObjectNode transaction =
        NODES
            .objectNode()
            .put("hash", receipt.get("transactionHash").asText())
            .put("nonce", "0x1")
            .put("value", "0x0")
            .put("gas", "0x5208")
            .put("input", "0x")
            .put("from", receipt.path("from").asText(ACCOUNT));
    transaction.set("to", receipt.path("to").isTextual() ? receipt.get("to") : NODES.nullNode());
    return transaction;
  }

  byte[] bytes() {
    return EvmPayloads.of(block.toString(), receipts.toString());
  }

  List<JsonNode> transactions() {
    return block.get("transactions").valueStream().toList();
  }

  /// Receipts in the order of the transactions.
  List<JsonNode> orderedReceipts() {
    Map<String, JsonNode> byHash = new HashMap<>();
    receipts.forEach(receipt -> byHash.put(hash(receipt, "transactionHash"), receipt));
    return transactions().stream().map(t -> byHash.get(hash(t, "hash"))).toList();
  }

  /// A hash in lower case, however the node spells it.
  static String hash(JsonNode object, String key) {
    return object.get(key).textValue().toLowerCase(Locale.ROOT);
  }

  boolean hasHashesOnly() {
    return block.at("/transactions/0").isTextual();
  }

  boolean hasForeignAddresses() {
    return FOREIGN_ADDRESS.matcher(block.toString() + receipts).find();
  }

  /// Every address that sends, receives or logs.
  Set<String> addresses() {
    Set<String> addresses = new LinkedHashSet<>();
    for (JsonNode transaction : transactions()) {
      addresses.add(transaction.path("from").asText());
      addresses.add(transaction.path("to").asText());
    }
    receipts.forEach(
        r -> r.path("logs").forEach(log -> addresses.add(log.get("address").asText())));
    addresses.removeIf(address -> !address.startsWith("0x"));
    return addresses;
  }
}
