package org.ozmonitor.server.demo;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import org.ozmonitor.server.demo.SimulatedTransaction.Action;

/// Blocks, transactions, receipts and logs as an EVM node writes them. Pure.
final class EvmJson {
  private static final String TRANSFER_SELECTOR = "0xa9059cbb";
  private static final String APPROVE_SELECTOR = "0x095ea7b3";
  private static final String TRANSFER_TOPIC =
      "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef";
  private static final String APPROVAL_TOPIC =
      "0x8c5be1e5ebec7d5bd14f71427d1e84f3dd0314c0f7b2291e5b200ac8c7c3b925";
  private static final String ZERO_BLOOM = "0x" + "0".repeat(512);
  private static final String GAS_PRICE = Hex.quantity(1_000_000_000L);
  private static final String GAS_LIMIT = Hex.quantity(30_000_000L);
  private static final long CALL_GAS = 52_000;
  private static final long PAYMENT_GAS = 21_000;
  private static final long CHAIN_ID = Simulator.CHAIN_ID;

  private EvmJson() {}

  static JsonObject block(SimulatedBlock block, boolean fullTransactions) {
    JsonArray transactions = new JsonArray();
    for (int index = 0; index < block.transactions().size(); index++) {
      transactions.add(
          fullTransactions ? transaction(block, index) : block.transactions().get(index).hash());
    }
    long gasUsed = block.transactions().stream().mapToLong(EvmJson::gasUsed).sum();
    return new JsonObject()
        .put("number", Hex.quantity(block.number()))
        .put("hash", block.hash())
        .put("parentHash", block.parentHash())
        .put("nonce", "0x0000000000000000")
        .put("sha3Uncles", Hex.hash("uncles"))
        .put("logsBloom", ZERO_BLOOM)
        .put("transactionsRoot", Hex.hash("transactions", block.hash()))
        .put("stateRoot", Hex.hash("state", block.hash()))
        .put("receiptsRoot", Hex.hash("receipts", block.hash()))
        .put("miner", Hex.address("miner"))
        .put("difficulty", "0x0")
        .put("totalDifficulty", "0x0")
        .put("extraData", "0x" + String.format(Locale.ROOT, "%08x", block.branch()))
        .put("size", Hex.quantity(600 + 180L * block.transactions().size()))
        .put("gasLimit", GAS_LIMIT)
        .put("gasUsed", Hex.quantity(gasUsed))
        .put("timestamp", Hex.quantity(block.timestamp()))
        .put("mixHash", Hex.hash("mix", block.hash()))
        .put("baseFeePerGas", "0x7")
        .put("transactions", transactions)
        .put("uncles", new JsonArray());
  }

  static JsonArray receipts(SimulatedBlock block) {
    JsonArray receipts = new JsonArray();
    for (int index = 0; index < block.transactions().size(); index++) {
      receipts.add(receipt(block, index));
    }
    return receipts;
  }

  static JsonObject receipt(SimulatedBlock block, int index) {
    SimulatedTransaction transaction = block.transactions().get(index);
    List<SimulatedTransaction> before = block.transactions().subList(0, index);
    long gasBefore = before.stream().mapToLong(EvmJson::gasUsed).sum();
    JsonArray logs = new JsonArray();
    if (hasLog(transaction)) {
      long logIndex = before.stream().filter(EvmJson::hasLog).count();
      logs.add(log(block, index, logIndex));
    }
    return new JsonObject()
        .put("transactionHash", transaction.hash())
        .put("transactionIndex", Hex.quantity(index))
        .put("blockHash", block.hash())
        .put("blockNumber", Hex.quantity(block.number()))
        .put("from", transaction.from())
        .put("to", transaction.to())
        .putNull("contractAddress")
        .put("cumulativeGasUsed", Hex.quantity(gasBefore + gasUsed(transaction)))
        .put("gasUsed", Hex.quantity(gasUsed(transaction)))
        .put("effectiveGasPrice", GAS_PRICE)
        .put("type", "0x0")
        .put("status", transaction.reverted() ? "0x0" : "0x1")
        .put("logsBloom", ZERO_BLOOM)
        .put("logs", logs);
  }

  static JsonObject transaction(SimulatedBlock block, int index) {
    SimulatedTransaction transaction = block.transactions().get(index);
    return new JsonObject()
        .put("blockHash", block.hash())
        .put("blockNumber", Hex.quantity(block.number()))
        .put("transactionIndex", Hex.quantity(index))
        .put("hash", transaction.hash())
        .put("from", transaction.from())
        .put("to", transaction.to())
        .put("value", Hex.quantity(transaction.value()))
        .put("input", input(transaction.action()))
        .put("nonce", Hex.quantity(transaction.nonce()))
        .put("gas", Hex.quantity(2 * CALL_GAS))
        .put("gasPrice", GAS_PRICE)
        .put("type", "0x0")
        .put("chainId", Hex.quantity(CHAIN_ID))
        .put("v", Hex.quantity(2 * CHAIN_ID + 35))
        .put("r", Hex.hash("r", transaction.hash()))
        .put("s", Hex.hash("s", transaction.hash()));
  }

  private static String input(Action action) {
    return switch (action) {
      case Action.Payment() -> "0x";
      case Action.TokenTransfer(String recipient, BigInteger amount) ->
          TRANSFER_SELECTOR + Hex.word(recipient) + Hex.word(amount);
      case Action.TokenApproval(String spender, BigInteger amount) ->
          APPROVE_SELECTOR + Hex.word(spender) + Hex.word(amount);
    };
  }

  private static JsonObject log(SimulatedBlock block, int index, long logIndex) {
    SimulatedTransaction transaction = block.transactions().get(index);
    JsonArray topics = new JsonArray();
    String data =
        switch (transaction.action()) {
          case Action.Payment() -> throw new IllegalArgumentException("a payment has no log");
          case Action.TokenTransfer(String recipient, BigInteger amount) -> {
            topics.add(TRANSFER_TOPIC).add(topic(transaction.from())).add(topic(recipient));
            yield "0x" + Hex.word(amount);
          }
          case Action.TokenApproval(String spender, BigInteger amount) -> {
            topics.add(APPROVAL_TOPIC).add(topic(transaction.from())).add(topic(spender));
            yield "0x" + Hex.word(amount);
          }
        };
    return new JsonObject()
        .put("address", transaction.to())
        .put("topics", topics)
        .put("data", data)
        .put("blockNumber", Hex.quantity(block.number()))
        .put("blockHash", block.hash())
        .put("transactionHash", transaction.hash())
        .put("transactionIndex", Hex.quantity(index))
        .put("logIndex", Hex.quantity(logIndex))
        .put("removed", false);
  }

  private static String topic(String address) {
    return "0x" + Hex.word(address);
  }

  private static boolean hasLog(SimulatedTransaction transaction) {
    return switch (transaction.action()) {
      case Action.Payment() -> false;
      case Action.TokenTransfer _, Action.TokenApproval _ -> !transaction.reverted();
    };
  }

  private static long gasUsed(SimulatedTransaction transaction) {
    return transaction.action() instanceof Action.Payment ? PAYMENT_GAS : CALL_GAS;
  }
}
