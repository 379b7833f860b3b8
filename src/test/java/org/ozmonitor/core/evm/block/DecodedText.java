package org.ozmonitor.core.evm.block;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.ozmonitor.core.evm.value.Address;
import org.ozmonitor.core.evm.value.Word;

/// Everything that is decoded of a block as lines of text: once as the engine reads it, once as a
/// JSON tree says it.
final class DecodedText {
  private DecodedText() {}

  static List<String> of(EvmBlock block) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "block %s %s %s %s"
            .formatted(
                block.number(),
                block.hash().map(Word::hex).orElse("-"),
                block.parentHash().map(Word::hex).orElse("-"),
                block.timestamp()));
    for (EvmTransaction t : block.transactions()) {
      lines.add(
          "transaction %s from %s to %s value %s input %s nonce %s gas %s price %s max %s tip %s"
              .formatted(
                  t.hash().hex(),
                  t.from().map(Address::hex).orElse("-"),
                  t.to().map(Address::hex).orElse("-"),
                  t.value().unsignedDecimal(),
                  t.input().hex(),
                  t.nonce().unsignedDecimal(),
                  t.gas().unsignedDecimal(),
                  decimal(t.gasPrice()),
                  decimal(t.maxFee()),
                  decimal(t.maxPriorityFee())));
      lines.add(
          "receipt index %s succeeded %s gas %s"
              .formatted(
                  decimal(t.index()), t.receipt().succeeded(), decimal(t.receipt().gasUsed())));
      for (EvmLog log : t.receipt().logs()) {
        lines.add(
            "log %s %s %s index %s"
                .formatted(
                    log.address().hex(),
                    log.topics().stream().map(Word::hex).toList(),
                    log.data().hex(),
                    decimal(log.logIndex())));
      }
    }
    return lines;
  }

  private static String decimal(Optional<Word> word) {
    return word.map(Word::unsignedDecimal).orElse("-");
  }

  static List<String> of(JsonNode payload) {
    List<String> lines = new ArrayList<>();
    JsonNode block = payload.get("block");
    lines.add(
        "block %s %s %s %s"
            .formatted(
                number(block, "number"),
                hex(block, "hash"),
                hex(block, "parentHash"),
                number(block, "timestamp")));
    Map<String, JsonNode> receipts = new HashMap<>();
    payload.get("receipts").forEach(r -> receipts.put(hex(r, "transactionHash"), r));
    for (JsonNode t : block.get("transactions")) {
      lines.add(
          "transaction %s from %s to %s value %s input %s nonce %s gas %s price %s max %s tip %s"
              .formatted(
                  hex(t, "hash"),
                  hex(t, "from"),
                  hex(t, "to"),
                  quantity(t, "value"),
                  data(t, "input"),
                  number(t, "nonce"),
                  number(t, "gas"),
                  quantity(t, "gasPrice"),
                  quantity(t, "maxFeePerGas"),
                  quantity(t, "maxPriorityFeePerGas")));
      JsonNode receipt = Objects.requireNonNull(receipts.get(hex(t, "hash")));
      lines.add(
          "receipt index %s succeeded %s gas %s"
              .formatted(
                  quantity(t, "transactionIndex"),
                  quantity(receipt, "status").equals("-")
                      ? receipt.hasNonNull("root")
                      : quantity(receipt, "status").equals("1"),
                  quantity(receipt, "gasUsed")));
      for (JsonNode log : receipt.get("logs")) {
        lines.add(
            "log %s %s %s index %s"
                .formatted(
                    hex(log, "address"),
                    log.get("topics")
                        .valueStream()
                        .map(topic -> topic.asText().toLowerCase(Locale.ROOT))
                        .toList(),
                    data(log, "data"),
                    quantity(log, "logIndex")));
      }
    }
    return lines;
  }

  private static boolean isAbsent(JsonNode object, String key) {
    String text = object.path(key).asText("");
    return !object.hasNonNull(key) || text.isEmpty() || text.equalsIgnoreCase("0x");
  }

  private static String hex(JsonNode object, String key) {
    return isAbsent(object, key) ? "-" : object.get(key).asText().toLowerCase(Locale.ROOT);
  }

  private static String data(JsonNode object, String key) {
    return object.get(key).asText().toLowerCase(Locale.ROOT);
  }

  private static String quantity(JsonNode object, String key) {
    if (isAbsent(object, key)) {
      return "-";
    }
    String text = object.get(key).asText().toLowerCase(Locale.ROOT);
    return text.startsWith("0x")
        ? new BigInteger(text.substring(2), 16).toString()
        : new BigInteger(text).toString();
  }

  private static String number(JsonNode object, String key) {
    return isAbsent(object, key) ? "0" : quantity(object, key);
  }
}
