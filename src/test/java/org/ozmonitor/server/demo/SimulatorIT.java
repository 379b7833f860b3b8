package org.ozmonitor.server.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ozmonitor.server.demo.Lies.Lie;

class SimulatorIT {
  private final Vertx vertx = Vertx.vertx();
  private Simulator simulator;
  private RpcCaller rpc;

  @BeforeEach
  void start() throws Exception {
    simulator = simulator(Simulator.Settings.still(9));
    rpc = new RpcCaller(simulator.url());
  }

  @AfterEach
  void stop() throws Exception {
    rpc.close();
    get(simulator.close());
    get(vertx.close());
  }

  @Test
  void answersChainAndHead() throws Exception {
    get(simulator.mine());

    assertThat(rpc.result("eth_chainId")).isEqualTo(Hex.quantity(Simulator.CHAIN_ID));
    assertThat(rpc.result("net_version")).isEqualTo(Long.toString(Simulator.CHAIN_ID));
    assertThat(rpc.result("eth_blockNumber")).isEqualTo("0x2");
    assertThat(blockAt("latest").getString("number")).isEqualTo("0x2");
    assertThat(blockAt("finalized").getString("number")).isEqualTo("0x0");
    assertThat(rpc.result("eth_getBlockByNumber", "0x3", true)).isNull();
  }

  @Test
  void answersABatchOfBlockAndReceipts() throws Exception {
    SimulatedBlock block = get(simulator.mine());
    JsonArray calls =
        new JsonArray()
            .add(RpcCaller.call("eth_getBlockByNumber", "0x2", true))
            .add(RpcCaller.call("eth_getBlockReceipts", "0x2"));

    JsonArray answers = rpc.batch(calls);

    JsonObject json = answers.getJsonObject(0).getJsonObject("result");
    JsonArray receipts = answers.getJsonObject(1).getJsonArray("result");
    assertThat(json.getString("hash")).isEqualTo(block.hash());
    assertThat(json.getJsonArray("transactions")).hasSameSizeAs(receipts);
    assertThat(receipts.getJsonObject(0).getString("blockHash")).isEqualTo(block.hash());
  }

  @Test
  void answersHashesOnlyReceiptsByHashAndLogs() throws Exception {
    SimulatedBlock block = get(simulator.mine());
    JsonObject ofBlock = new JsonObject().put("blockHash", block.hash());
    JsonObject ofAlpha =
        new JsonObject()
            .put("fromBlock", "0x0")
            .put("toBlock", "latest")
            .put("address", SimulatedWorld.ALPHA);

    JsonObject json = (JsonObject) rpc.result("eth_getBlockByHash", block.hash(), false);
    JsonArray receipts = (JsonArray) rpc.result("eth_getBlockReceipts", block.hash());
    JsonArray logs = (JsonArray) rpc.result("eth_getLogs", ofBlock);
    JsonArray alphaLogs = (JsonArray) rpc.result("eth_getLogs", ofAlpha);
    String first = block.transactions().getFirst().hash();
    JsonObject receipt = (JsonObject) rpc.result("eth_getTransactionReceipt", first);

    assertThat(json.getJsonArray("transactions").getString(0)).isEqualTo(first);
    assertThat(receipts.getJsonObject(0)).isEqualTo(receipt);
    JsonObject whole = (JsonObject) rpc.result("eth_getBlockByHash", block.hash(), true);
    assertThat(rpc.result("eth_getTransactionByHash", first))
        .isEqualTo(whole.getJsonArray("transactions").getJsonObject(0));
    assertThat(rpc.result("eth_getTransactionByHash", "0x" + "12".repeat(32))).isNull();
    long logsInReceipts =
        receipts.stream().mapToLong(one -> ((JsonObject) one).getJsonArray("logs").size()).sum();
    assertThat(logs).hasSize((int) logsInReceipts).isNotEmpty();
    assertThat(alphaLogs)
        .isNotEmpty()
        .allMatch(log -> ((JsonObject) log).getString("address").equals(SimulatedWorld.ALPHA));
  }

  @Test
  void answersMistakesWithErrors() throws Exception {
    assertThat(errorCode(rpc.answer("eth_sendTransaction"))).isEqualTo(-32601);
    assertThat(errorCode(rpc.answer("eth_getBlockByNumber", "two", true))).isEqualTo(-32602);
    assertThat(errorCode(rpc.answer("eth_getLogs"))).isEqualTo(-32602);
    assertThat(errorCode(new JsonObject(rpc.post("{", Map.of()).body()))).isEqualTo(-32700);
    assertThat(errorCode(new JsonObject(rpc.post("1", Map.of()).body()))).isEqualTo(-32600);
  }

  @Test
  void servesOrphanedBlocksByHashOnly() throws Exception {
    SimulatedBlock orphan = get(simulator.mine());

    SimulatedChain.Reorg reorg = get(simulator.reorg(1));

    assertThat(reorg.orphaned()).containsExactly(orphan);
    assertThat(blockAt("0x2").getString("hash"))
        .isEqualTo(reorg.adopted().getFirst().hash())
        .isNotEqualTo(orphan.hash());
    assertThat(blockAt("0x3").getString("parentHash")).isEqualTo(blockAt("0x2").getString("hash"));
    assertThat(rpc.result("eth_getBlockByHash", orphan.hash(), true)).isNotNull();
    assertThat((JsonArray) rpc.result("eth_getBlockReceipts", orphan.hash())).isNotEmpty();
  }

  @Test
  void recordsWhatWasVisibleWhenAndWhatWasAsked() throws Exception {
    SimulatedBlock orphan = get(simulator.mine());
    get(simulator.reorg(1));
    assertThat(rpc.result("eth_blockNumber")).isEqualTo("0x3");

    ChainHistory history = get(simulator.history());

    assertThat(history.appearances()).hasSize(5);
    assertThat(history.appearances())
        .filteredOn(seen -> !seen.canonical())
        .extracting(ChainHistory.Appearance::block)
        .containsExactly(orphan);
    assertThat(history.appearances())
        .isSortedAccordingTo(
            (one, other) -> Long.compare(one.visibleNanos(), other.visibleNanos()));
    assertThat(history.reorganisations()).hasSize(1);
    assertThat(history.httpRequests()).isEqualTo(1);
    assertThat(history.callsByMethod()).containsExactly(Map.entry("eth_blockNumber", 1L));
  }

  @Test
  void movesByItselfBetweenStartAndStop() throws Exception {
    var reorgs = new ReorgSchedule.Reorgs(Duration.ofMillis(100), Duration.ofMillis(100), 2);
    var settings = new Simulator.Settings(1, Duration.ofMillis(10), reorgs, Lies.none(), 1_000);
    Simulator moving = simulator(settings);

    get(moving.startChain());
    await().until(() -> get(moving.history()).reorganisations().size() >= 2);
    get(moving.stopChain());
    ChainHistory stopped = get(moving.history());

    assertThat(stopped.reorganisations().getFirst().orphaned()).isNotEmpty();
    await()
        .during(Duration.ofMillis(100))
        .until(() -> get(moving.history()).appearances().equals(stopped.appearances()));
    get(moving.close());
  }

  @Test
  void tellsEachLieThatConcernsACall() throws Exception {
    get(simulator.mine());
    String truth = blockAt("0x2").getString("parentHash");

    get(simulator.tell(Lies.only(Lie.STALE_HEAD, 1)));
    assertThat(rpc.result("eth_blockNumber")).isIn("0x0", "0x1");
    get(simulator.tell(Lies.only(Lie.NULL_RECEIPTS, 1)));
    assertThat(rpc.result("eth_getBlockReceipts", "0x2")).isNull();
    get(simulator.tell(Lies.only(Lie.WRONG_PARENT, 1)));
    assertThat(blockAt("0x2").getString("parentHash")).isNotEqualTo(truth);
    get(simulator.tell(Lies.only(Lie.MISSING_RECEIPT, 1)));
    assertThat((JsonArray) rpc.result("eth_getBlockReceipts", "0x2"))
        .hasSize(blockAt("0x2").getJsonArray("transactions").size() - 1);

    assertThat(get(simulator.history()).told())
        .containsEntry(Lie.STALE_HEAD, 1L)
        .containsEntry(Lie.NULL_RECEIPTS, 1L)
        .containsEntry(Lie.WRONG_PARENT, 1L)
        .containsEntry(Lie.MISSING_RECEIPT, 1L);
  }

  @Test
  void tellsEachLieThatConcernsARequest() throws Exception {
    String body = RpcCaller.call("eth_blockNumber").encode();

    get(simulator.tell(Lies.only(Lie.TOO_MANY_REQUESTS, 1)));
    assertThat(rpc.post(body, Map.of()).statusCode()).isEqualTo(429);
    get(simulator.tell(Lies.only(Lie.SLOW_ANSWER, 1)));
    assertThat(rpc.result("eth_blockNumber")).isEqualTo("0x1");
    get(simulator.tell(Lies.only(Lie.CUT_CONNECTION, 1)));
    assertThatThrownBy(() -> rpc.post(body, Map.of())).isInstanceOf(IOException.class);

    assertThat(get(simulator.history()).told())
        .containsEntry(Lie.TOO_MANY_REQUESTS, 1L)
        .containsEntry(Lie.SLOW_ANSWER, 1L)
        .containsKey(Lie.CUT_CONNECTION);
  }

  @Test
  void denies() throws Exception {
    SimulatedBlock before = get(simulator.mine());
    get(simulator.mine());

    get(simulator.tell(Lies.only(Lie.NULL_BLOCK, 1)));
    assertThat(rpc.result("eth_getBlockByNumber", "0x2", true)).isNull();
    assertThat(rpc.result("eth_getBlockByHash", before.hash(), true)).isNull();
    get(simulator.tell(Lies.only(Lie.NO_BLOCK_RECEIPTS, 1)));
    assertThat(errorCode(rpc.answer("eth_getBlockReceipts", "0x3"))).isEqualTo(-32601);
    get(simulator.tell(Lies.only(Lie.BATCH_REFUSED, 1)));
    String batch = new JsonArray().add(RpcCaller.call("eth_blockNumber")).encode();
    assertThat(errorCode(new JsonObject(rpc.post(batch, Map.of()).body()))).isEqualTo(-32600);
    get(simulator.tell(Lies.only(Lie.BATCH_INCOMPLETE, 1)));
    assertThat(rpc.batch(new JsonArray(batch))).isEmpty();
    get(simulator.tell(Lies.only(Lie.SERVER_ERROR, 1)));
    assertThat(rpc.post(batch, Map.of()).statusCode()).isEqualTo(503);
  }

  @Test
  void deceives() throws Exception {
    SimulatedBlock before = get(simulator.mine());
    get(simulator.mine());
    String question = RpcCaller.call("eth_blockNumber").encode();

    get(simulator.tell(Lies.only(Lie.FOREIGN_RECEIPTS, 1)));
    assertThat((JsonArray) rpc.result("eth_getBlockReceipts", "0x3"))
        .allMatch(receipt -> ((JsonObject) receipt).getString("blockHash").equals(before.hash()))
        .isNotEmpty();
    get(simulator.tell(Lies.only(Lie.BOASTED_HEAD, 1)));
    assertThat(rpc.result("eth_blockNumber")).isEqualTo(Hex.quantity(1_000_003));
    get(simulator.tell(Lies.only(Lie.WRONG_CHAIN_ID, 1)));
    assertThat(rpc.result("eth_chainId")).isEqualTo(Hex.quantity(Simulator.CHAIN_ID + 1));
    get(simulator.tell(Lies.only(Lie.NOT_JSON, 1)));
    assertThat(rpc.post(question, Map.of()).body()).startsWith("<html>");
    get(simulator.tell(Lies.only(Lie.GIANT_ANSWER, 1)));
    assertThat(rpc.post(question, Map.of()).body()).hasSize(RpcServer.GIANT_BYTES).isBlank();
  }

  private JsonObject blockAt(String number) throws IOException, InterruptedException {
    return (JsonObject) rpc.result("eth_getBlockByNumber", number, true);
  }

  private static int errorCode(JsonObject answer) {
    return answer.getJsonObject("error").getInteger("code");
  }

  private Simulator simulator(Simulator.Settings settings) throws Exception {
    Simulator made =
        new Simulator(
            vertx.getOrCreateContext(),
            settings,
            System::nanoTime,
            InstantSource.system(),
            Simulator.Listener.none());
    get(made.start());
    return made;
  }

  @CanIgnoreReturnValue
  private static <T> T get(io.vertx.core.Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }
}
