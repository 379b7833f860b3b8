package org.ozmonitor.core.evm.block;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ozmonitor.core.filter.PayloadException;
import org.ozmonitor.fixture.EvmPayloads;
import org.ozmonitor.fixture.SharedData;

/// Blocks of many chains and ages, as their nodes wrote them.
class OddBlocksTest {
  /// Its addresses are `one1…`: not what `eth_` methods answer.
  private static final String FOREIGN_ADDRESSES = "harmony-hmyv2-block.json";

  @Test
  void blocksOfManyChainsAreDecodedAndWrittenAgain() throws IOException {
    try (Stream<Path> files = Files.list(SharedData.chainData("evm/odd"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
        JsonNode block = SharedData.json(file);
        if (block.at("/transactions/0").isObject()) {
          try {
            rewrite(EvmPayloads.of(block.toString(), receipts(block)));
          } catch (PayloadException e) {
            assertThat(file.getFileName().toString())
                .as(e.getMessage())
                .isEqualTo(FOREIGN_ADDRESSES);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0x76250", "0x1ac9f3"})
  void receiptsFromBeforeByzantiumBelongToTheirBlocks(String height) {
    byte[] payload =
        EvmPayloads.of(
            SharedData.text(
                SharedData.chainData("evm/odd/mainnet-prebyzantium-block-" + height + ".json")),
            SharedData.text(
                SharedData.chainData("evm/odd/mainnet-prebyzantium-receipts-" + height + ".json")));
    assertThat(EvmBlockDecoder.decode(payload).transactions())
        .isNotEmpty()
        .allMatch(transaction -> transaction.receipt().succeeded());
    rewrite(payload);
  }

  private static String receipts(JsonNode block) {
    List<String> receipts = new ArrayList<>();
    for (JsonNode transaction : block.get("transactions")) {
      receipts.add("{\"transactionHash\":" + transaction.get("hash") + ",\"logs\":[]}");
    }
    return receipts.toString();
  }

  /// Every transaction and receipt is JSON again, and has its fields.
  private static void rewrite(byte[] payload) {
    EvmBlockJson json = new EvmBlockJson(payload);
    for (EvmTransaction transaction : EvmBlockDecoder.decode(payload).transactions()) {
      assertThat(SharedData.parse(json.transaction(transaction)).get("hash").textValue())
          .isEqualTo(transaction.hash().hex());
      assertThat(SharedData.parse(json.receipt(transaction.receipt())).has("status")).isTrue();
      transaction
          .receipt()
          .logs()
          .forEach(
              log ->
                  assertThat(SharedData.parse(json.log(log)).get("data").textValue())
                      .isEqualTo(log.data().hex()));
    }
  }
}
