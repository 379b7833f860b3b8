package org.ozmonitor.core.evm.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.filter.PayloadException;
import org.ozmonitor.fixture.EvmPayloads;

class EvmBlockDecoderTest {
  private static final String HASH = "0x" + "aa".repeat(32);
  private static final String ONE = "0x" + "01".repeat(32);
  private static final String TWO = "0x" + "02".repeat(32);

  @Test
  void aBlockWithItsReceiptsIsDecoded() {
    EvmBlock block =
        decode(
            block(transaction(ONE) + "," + transaction(TWO)),
            "[" + receipt(TWO, HASH) + "," + receipt(ONE, HASH) + "]");

    assertThat(block.number()).isEqualTo(16);
    assertThat(block.timestamp()).isEqualTo(1_683_030_016L);
    assertThat(block.transactions()).extracting(t -> t.hash().hex()).containsExactly(ONE, TWO);
    EvmTransaction first = block.transactions().getFirst();
    assertThat(first.value().unsignedDecimal()).isEqualTo("1000000000000000000");
    assertThat(first.to()).isEmpty();
    assertThat(first.receipt().succeeded()).isTrue();
  }

  @Test
  void receiptsMayStandBeforeTheBlock() {
    String payload =
        "{\"receipts\":[" + receipt(ONE, HASH) + "],\"block\":" + block(transaction(ONE)) + "}";
    assertThat(EvmBlockDecoder.decode(payload.getBytes(StandardCharsets.UTF_8)).transactions())
        .hasSize(1);
  }

  @Test
  void numbersInDecimalAreAccepted() {
    EvmBlock block =
        decode(
            block(transaction(ONE))
                .replace("\"0x10\"", "16")
                .replace("\"0x64510000\"", "\"1683030016\""),
            "[" + receipt(ONE, HASH) + "]");
    assertThat(block.number()).isEqualTo(16);
    assertThat(block.timestamp()).isEqualTo(1_683_030_016L);
  }

  @Test
  void aStatusOtherThanOneIsAFailureAndARootWithoutStatusIsNot() {
    assertThat(succeeded(receipt(ONE, HASH).replace("\"0x1\"", "\"0x0\""))).isFalse();
    assertThat(succeeded(receipt(ONE, HASH).replace("\"0x1\"", "null"))).isFalse();
    assertThat(
            succeeded(receipt(ONE, HASH).replace("\"status\":\"0x1\"", "\"root\":\"" + TWO + "\"")))
        .isTrue();
  }

  private static boolean succeeded(String receipt) {
    return decode(block(transaction(ONE)), "[" + receipt + "]")
        .transactions()
        .getFirst()
        .receipt()
        .succeeded();
  }

  @Test
  void halfAnAnswerIsRefusedWithTheReason() {
    String one = block(transaction(ONE));
    refused("null", "[]", "block is not an object but null");
    refused(one, "null", "receipts is not an array but null");
    refused(one, "[]", "block has 1 transactions but 0 receipts");
    refused(one, "[" + receipt(TWO, HASH) + "]", "has no receipt of its own");
    refused(one, "[" + receipt(ONE, TWO) + "]", "belongs to another block");
    refused(one, "[null]", "a receipt is not an object but null");
    refused(block("\"" + ONE + "\""), "[]", "a transaction is not an object but a text");
    refused(
        block(transaction(ONE) + "," + transaction(TWO)),
        "[" + receipt(ONE, HASH) + "," + receipt(ONE, HASH) + "]",
        "has two receipts");
    refused(
        one.replace("\"input\":\"0x\",", ""),
        "[" + receipt(ONE, HASH) + "]",
        "transaction.input is missing");
    refused(one.replace(ONE, "0x12"), "[]", "transaction.hash is not a hash of 32 bytes: 0x12");
    refused(
        one,
        "[" + receipt(ONE, HASH).replace("\"logs\":[]", "\"logs\":null") + "]",
        "receipt.logs is not an array");
    refused(one, "[" + receipt(ONE, HASH), "payload is not JSON");
  }

  @Test
  void cutOffAndDamagedPayloadsNeverEndInAnythingButARefusal() {
    byte[] whole = EvmPayloads.of(block(transaction(ONE)), "[" + receipt(ONE, HASH) + "]");
    Random random = new Random(7);
    for (int i = 0; i < 3_000; i++) {
      byte[] damaged = java.util.Arrays.copyOf(whole, 1 + random.nextInt(whole.length));
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      try {
        assertThat(EvmBlockDecoder.decode(damaged)).isNotNull();
      } catch (PayloadException refused) {
        assertThat(refused).hasMessageNotContaining("null pointer");
      }
    }
  }

  private static void refused(String block, String receipts, String reason) {
    assertThatThrownBy(() -> decode(block, receipts))
        .isInstanceOf(PayloadException.class)
        .hasMessageContaining(reason);
  }

  private static EvmBlock decode(String block, String receipts) {
    return EvmBlockDecoder.decode(EvmPayloads.of(block, receipts));
  }

  private static String block(String transactions) {
    return """
    {"number":"0x10","hash":"%s","parentHash":"%s","timestamp":"0x64510000","uncles":[],
    "transactions":[%s]}\
    """
        .formatted(HASH, TWO, transactions);
  }

  private static String transaction(String hash) {
    return """
    {"hash":"%s","nonce":"0x1","value":"0xde0b6b3a7640000","gas":"0x5208","input":"0x",
    "to":null,"accessList":[{"address":"0x1","storageKeys":[]}]}\
    """
        .formatted(hash);
  }

  private static String receipt(String hash, String blockHash) {
    return """
    {"transactionHash":"%s","blockHash":"%s","status":"0x1","gasUsed":"0x5208","logs":[]}\
    """
        .formatted(hash, blockHash);
  }
}
