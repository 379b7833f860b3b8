package org.ozmonitor.server.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SimulatedChainTest {
  @Test
  void tellsTheSameHistoryForTheSameSeed() {
    SimulatedChain one = aBusyChain(5);
    SimulatedChain other = aBusyChain(5);

    assertThat(one.appeared()).isEqualTo(other.appeared());
  }

  @Test
  void tellsAnotherHistoryForAnotherSeed() {
    assertThat(aBusyChain(5).head().hash()).isNotEqualTo(aBusyChain(6).head().hash());
  }

  @Test
  void chainsParentsWithoutGaps() {
    SimulatedChain chain = aBusyChain(1);

    for (long number = 1; number <= chain.head().number(); number++) {
      SimulatedBlock block = chain.find(number).orElseThrow();
      SimulatedBlock parent = chain.find(number - 1).orElseThrow();
      assertThat(block.number()).isEqualTo(number);
      assertThat(block.parentHash()).isEqualTo(parent.hash());
      assertThat(block.timestamp()).isGreaterThan(parent.timestamp());
      assertThat(block.hash()).matches("0x[0-9a-f]{64}");
    }
  }

  @Test
  void replacesTheTailByOneBlockMore() {
    SimulatedChain chain = new SimulatedChain(1);
    mine(chain, 6);
    SimulatedBlock ancestor = chain.find(4).orElseThrow();
    SimulatedBlock oldHead = chain.head();

    SimulatedChain.Reorg reorg = chain.reorg(3);

    assertThat(reorg.depth()).isEqualTo(3);
    assertThat(reorg.orphaned().getLast()).isEqualTo(oldHead);
    assertThat(reorg.adopted()).hasSize(4);
    assertThat(reorg.adopted().getFirst().parentHash()).isEqualTo(ancestor.hash());
    assertThat(chain.head().number()).isEqualTo(oldHead.number() + 1);
    assertThat(reorg.orphaned()).noneMatch(chain::isCanonical);
    assertThat(reorg.adopted()).allMatch(chain::isCanonical);
    assertThat(chain.find(oldHead.hash())).contains(oldHead);
    assertThat(chain.reorgs()).isEqualTo(1);
  }

  @Test
  void bringsSomeTransactionsBackElsewhereAndDropsOthers() {
    SimulatedChain chain = new SimulatedChain(1);
    mine(chain, 6);

    List<SimulatedTransaction> orphaned =
        chain.reorg(3).orphaned().stream().flatMap(block -> block.transactions().stream()).toList();
    mine(chain, 20);

    Set<Integer> places = new HashSet<>();
    int gone = 0;
    for (SimulatedTransaction transaction : orphaned) {
      List<SimulatedChain.Placement> placements = chain.placements(transaction.hash());
      places.add(placements.size());
      assertThat(placements.getFirst().canonical()).isFalse();
      gone += placements.stream().noneMatch(SimulatedChain.Placement::canonical) ? 1 : 0;
    }
    assertThat(places).containsExactlyInAnyOrder(1, 2);
    assertThat(gone).isBetween(1, orphaned.size() - 1);
  }

  @Test
  void holdsATransactionInOneCanonicalBlockAtMost() {
    SimulatedChain chain = aBusyChain(3);
    Set<String> seen = new HashSet<>();

    for (long number = 0; number <= chain.head().number(); number++) {
      for (SimulatedTransaction transaction : chain.find(number).orElseThrow().transactions()) {
        assertThat(seen.add(transaction.hash())).isTrue();
      }
    }
  }

  @Test
  void neverOrphansItsFirstBlocks() {
    SimulatedChain chain = new SimulatedChain(1);
    mine(chain, 2);

    assertThat(chain.deepestReorg()).isEqualTo(2);
    assertThatThrownBy(() -> chain.reorg(3)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> chain.reorg(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void writesOneReceiptPerTransactionThatAgreesWithIt() {
    SimulatedChain chain = aBusyChain(2);

    for (SimulatedBlock block : chain.appeared()) {
      JsonObject json = EvmJson.block(block, true);
      JsonArray receipts = EvmJson.receipts(block);
      assertThat(receipts).hasSameSizeAs(block.transactions());
      List<String> logIndexes = new ArrayList<>();
      for (int i = 0; i < receipts.size(); i++) {
        JsonObject receipt = receipts.getJsonObject(i);
        JsonObject transaction = json.getJsonArray("transactions").getJsonObject(i);
        assertThat(receipt.getString("transactionHash")).isEqualTo(transaction.getString("hash"));
        assertThat(receipt.getString("blockHash")).isEqualTo(block.hash());
        assertThat(receipt.getString("status"))
            .isEqualTo(block.transactions().get(i).reverted() ? "0x0" : "0x1");
        receipt
            .getJsonArray("logs")
            .forEach(log -> logIndexes.add(((JsonObject) log).getString("logIndex")));
        assertThat(block.transactions().get(i).reverted() && !logs(receipt).isEmpty()).isFalse();
      }
      assertThat(logIndexes).doesNotHaveDuplicates();
    }
  }

  @Test
  void writesATransferAsErc20Does() {
    SimulatedChain chain = aBusyChain(2);
    for (SimulatedBlock block : chain.appeared()) {
      for (int i = 0; i < block.transactions().size(); i++) {
        SimulatedTransaction transaction = block.transactions().get(i);
        if (transaction.action() instanceof SimulatedTransaction.Action.TokenTransfer transfer
            && !transaction.reverted()) {
          JsonObject log = logs(EvmJson.receipt(block, i)).getJsonObject(0);
          String amount = Hex.word(transfer.amount());
          assertThat(log.getString("address")).isEqualTo(transaction.to());
          assertThat(log.getString("data")).isEqualTo("0x" + amount);
          assertThat(log.getJsonArray("topics").getString(2))
              .endsWith(transfer.recipient().substring(2));
          assertThat(
                  EvmJson.block(block, true)
                      .getJsonArray("transactions")
                      .getJsonObject(i)
                      .getString("input"))
              .hasSize(2 + 8 + 128)
              .startsWith("0xa9059cbb")
              .endsWith(amount);
          return;
        }
      }
    }
    throw new AssertionError("no transfer in the whole chain");
  }

  private static JsonArray logs(JsonObject receipt) {
    return receipt.getJsonArray("logs");
  }

  private static SimulatedChain aBusyChain(long seed) {
    SimulatedChain chain = new SimulatedChain(seed);
    for (int depth = 1; depth <= 4; depth++) {
      mine(chain, 6);
      var reorg = chain.reorg(depth);
      assertThat(reorg.adopted()).hasSize(depth + 1);
    }
    return chain;
  }

  private static void mine(SimulatedChain chain, int blocks) {
    for (int i = 0; i < blocks; i++) {
      assertThat(chain.mine()).isEqualTo(chain.head());
    }
  }
}
