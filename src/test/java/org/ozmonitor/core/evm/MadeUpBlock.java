package org.ozmonitor.core.evm;

import java.util.ArrayList;
import java.util.List;
import org.ozmonitor.core.evm.value.Keccak;
import org.ozmonitor.fixture.EvmPayloads;

/// Builds payloads of small blocks.
final class MadeUpBlock {
  static final String TOKEN = "0x1111111111111111111111111111111111111111";
  static final String SENDER = "0x4444444444444444444444444444444444444444";
  static final String RECEIVER = "0x5555555555555555555555555555555555555555";
  static final String TRANSFER = Keccak.hash("Transfer(address,address,uint256)").hex();
  private static final String HASH = "0x" + "aa".repeat(32);

  private final List<String> transactions = new ArrayList<>();
  private final List<String> receipts = new ArrayList<>();

  /// Adds a successful transaction to the token.
  MadeUpBlock transaction(String input, String... logs) {
    return withStatus("\"status\":\"0x1\"", input, "", logs);
  }

  MadeUpBlock withStatus(String status, String input, String moreFields, String... logs) {
    String hash = hash(transactions.size());
    transactions.add(
        """
        {"hash":"%s","nonce":"0x01","blockHash":"%s","blockNumber":"0x10","transactionIndex":"0x%x",
        "from":"%s","to":"%s","value":"0x0de0b6b3a7640000","gas":"0x5208","gasPrice":"0x1",
        "input":"%s"%s}\
        """
            .formatted(hash, HASH, transactions.size(), SENDER, TOKEN, input, moreFields));
    receipts.add(
        """
        {"transactionHash":"%s","transactionIndex":"0x0","blockHash":"%s","blockNumber":"0x10",
        "cumulativeGasUsed":"0x5208","gasUsed":"0x5208","logsBloom":"0x00",%s,"logs":[%s]}\
        """
            .formatted(hash, HASH, status, String.join(",", logs)));
    return this;
  }

  static String hash(int transaction) {
    return "0x%064x".formatted(transaction + 1);
  }

  static String log(String address, List<String> topics, String data) {
    return """
    {"address":"%s","topics":%s,"data":"%s","logIndex":"0x0","unknown":1}\
    """
        .formatted(
            address,
            topics.stream().map(t -> '"' + t + '"').toList().toString().replace(", ", ","),
            data);
  }

  static String word(String address) {
    return "0x" + "0".repeat(24) + address.substring(2);
  }

  static String transferLog(long amount) {
    return log(TOKEN, List.of(TRANSFER, word(SENDER), word(RECEIVER)), "0x%064x".formatted(amount));
  }

  String block() {
    return """
    {"number":"0x10","hash":"%s","parentHash":"0x%s","timestamp":"0x64510000",
    "transactions":[%s]}\
    """
        .formatted(HASH, "bb".repeat(32), String.join(",", transactions));
  }

  String receipts() {
    return "[" + String.join(",", receipts) + "]";
  }

  byte[] payload() {
    return EvmPayloads.of(block(), receipts());
  }
}
