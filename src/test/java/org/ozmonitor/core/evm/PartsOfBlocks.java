package org.ozmonitor.core.evm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.ozmonitor.fixture.EvmPayloads;
import org.ozmonitor.fixture.SharedData;

/// Small blocks that hold a few transactions of the real ones.
final class PartsOfBlocks {
  private static final int TRANSACTIONS = 6;

  private PartsOfBlocks() {}

  static List<byte[]> of(Random random, int count) {
    List<JsonNode> whole = new ArrayList<>();
    for (long number : EvmPayloads.MAINNET) {
      whole.add(SharedData.parse(new String(EvmPayloads.mainnet(number), StandardCharsets.UTF_8)));
    }
    List<byte[]> parts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      parts.add(part(whole.get(random.nextInt(whole.size())), random));
    }
    return parts;
  }

  private static byte[] part(JsonNode whole, Random random) {
    ObjectNode part = whole.deepCopy();
    ArrayNode transactions = (ArrayNode) part.at("/block/transactions");
    ArrayNode receipts = (ArrayNode) part.at("/receipts");
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < transactions.size(); i++) {
      places.add(i);
    }
    Collections.shuffle(places, random);
    ArrayNode someTransactions = transactions.arrayNode();
    ArrayNode someReceipts = receipts.arrayNode();
    for (int place : places.subList(0, 1 + random.nextInt(TRANSACTIONS))) {
      someTransactions.add(transactions.get(place));
      someReceipts.insert(
          someReceipts.isEmpty() ? 0 : random.nextInt(someReceipts.size()), receipts.get(place));
    }
    ((ObjectNode) part.get("block")).set("transactions", someTransactions);
    part.set("receipts", someReceipts);
    return part.toString().getBytes(StandardCharsets.UTF_8);
  }
}
