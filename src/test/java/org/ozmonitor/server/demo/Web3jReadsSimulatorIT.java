package org.ozmonitor.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.math.BigInteger;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.web3j.protocol.Web3j;
import org.web3j.protocol.core.DefaultBlockParameter;
import org.web3j.protocol.core.methods.response.EthBlock;
import org.web3j.protocol.core.methods.response.TransactionReceipt;
import org.web3j.protocol.http.HttpService;

/// The simulated node speaks the protocol as somebody else understands it.
class Web3jReadsSimulatorIT {
  private Vertx vertx;
  private Simulator simulator;
  private Web3j web3j;

  @BeforeEach
  void open() {
    vertx = Vertx.vertx();
    simulator =
        new Simulator(
            vertx.getOrCreateContext(),
            Simulator.Settings.still(5),
            System::nanoTime,
            InstantSource.system(),
            Simulator.Listener.none());
    get(simulator.start());
    web3j = Web3j.build(new HttpService(simulator.url()));
  }

  @AfterEach
  void close() {
    web3j.shutdown();
    vertx.close().await();
  }

  @Test
  void tellsChainAndHead() throws IOException {
    SimulatedBlock block = get(simulator.mine());

    assertThat(web3j.ethChainId().send().getChainId())
        .isEqualTo(BigInteger.valueOf(Simulator.CHAIN_ID));
    assertThat(web3j.netVersion().send().getNetVersion())
        .isEqualTo(Long.toString(Simulator.CHAIN_ID));
    assertThat(web3j.ethBlockNumber().send().getBlockNumber()).isEqualTo(block.number());
  }

  @Test
  void sendsBlocksAndReceipts() throws IOException {
    SimulatedBlock mined = get(simulator.mine());
    DefaultBlockParameter at = DefaultBlockParameter.valueOf(BigInteger.valueOf(mined.number()));

    EthBlock.Block block = web3j.ethGetBlockByNumber(at, true).send().getBlock();
    List<TransactionReceipt> receipts =
        web3j.ethGetBlockReceipts(at).send().getBlockReceipts().orElseThrow();

    assertThat(block.getHash()).isEqualTo(mined.hash());
    assertThat(block.getParentHash()).isEqualTo(mined.parentHash());
    assertThat(block.getTimestamp()).isEqualTo(mined.timestamp());
    assertThat(block.getTransactions()).hasSameSizeAs(mined.transactions());
    assertThat(receipts)
        .extracting(TransactionReceipt::getTransactionHash)
        .containsExactlyElementsOf(
            mined.transactions().stream().map(SimulatedTransaction::hash).toList());
    for (int i = 0; i < receipts.size(); i++) {
      SimulatedTransaction sent = mined.transactions().get(i);
      EthBlock.TransactionObject transaction =
          (EthBlock.TransactionObject) block.getTransactions().get(i).get();
      assertThat(transaction.getValue()).isEqualTo(sent.value());
      assertThat(receipts.get(i).isStatusOK()).isEqualTo(!sent.reverted());
    }
  }

  private static <T> T get(Future<T> future) {
    return future.timeout(10, TimeUnit.SECONDS).await();
  }
}
