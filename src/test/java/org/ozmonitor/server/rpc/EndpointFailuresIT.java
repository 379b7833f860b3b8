package org.ozmonitor.server.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.ozmonitor.server.rpc.RpcStage.failure;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ozmonitor.server.rpc.RpcException.Kind;

/// When an endpoint is asked again, and when it is left alone.
class EndpointFailuresIT {
  private final RpcStage stage = new RpcStage();
  private final SimpleMeterRegistry registry = stage.registry;
  private final AtomicLong now = stage.now;
  private final FakeNode first = stage.first;
  private final FakeNode second = stage.second;

  @AfterEach
  void stop() {
    stage.close();
  }

  @Test
  void asksAgainInFurtherRoundsWhenAFailurePasses() throws Exception {
    first.failing.set(2);

    assertThat(block(client(3, first).fetch(7))).isEqualTo(7);
    assertThat(first.requests).hasValue(3);
    assertThat(calls("127.0.0.1#1", "http_error")).isEqualTo(2);
    assertThat(calls("127.0.0.1#1", "ok")).isEqualTo(1);
  }

  @Test
  void endsAfterTheLastRound() {
    first.status = 502;
    second.status = 503;

    assertThat(failure(client(2, first, second).fetch(7)).kind()).isEqualTo(Kind.HTTP);
    assertThat(first.requests).hasValue(2);
    assertThat(second.requests).hasValue(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 501})
  void goesOnToTheNextEndpointOnEveryRefusal(int status) throws Exception {
    first.status = status;

    assertThat(height(client(1, first, second).look(7))).isEqualTo(7);
    assertThat(stage.rotations("http_error")).isEqualTo(1);
  }

  @Test
  void doesNotAskAgainWhatWillFailAgain() {
    first.status = 401;

    assertThat(failure(client(3, first).look(7)).code()).isEqualTo(401);
    assertThat(first.requests).hasValue(1);
  }

  @Test
  void leavesAnEndpointAloneForAsLongAsItWants() throws Exception {
    first.status = 429;
    first.retryAfter = "5";
    EvmClient client = client(1, first);
    assertThat(failure(client.look(7)).kind()).isEqualTo(Kind.RATE_LIMIT);
    first.status = 200;

    now.addAndGet(Duration.ofMillis(4_900).toNanos());
    assertThat(failure(client.look(7)).kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(first.requests).hasValue(1);
    assertThat(excluded("127.0.0.1#1", "retry_after")).isEqualTo(1);

    now.addAndGet(Duration.ofMillis(200).toNanos());
    assertThat(height(client.look(7))).isEqualTo(7);
    assertThat(excluded("127.0.0.1#1", "retry_after")).isZero();
  }

  @Test
  void leavesAnEndpointAloneForABoundedTime() throws Exception {
    first.status = 429;
    first.retryAfter = "86400";
    EvmClient client = client(1, first);
    assertThat(failure(client.look(7)).kind()).isEqualTo(Kind.RATE_LIMIT);
    first.status = 200;

    now.addAndGet(Duration.ofSeconds(31).toNanos());
    assertThat(height(client.look(7))).isEqualTo(7);
  }

  @Test
  void opensTheCircuitBreakerAndClosesItByItself() throws Exception {
    first.status = 503;
    EvmClient client = client(1, first);
    for (int i = 0; i < 3; i++) {
      assertThat(failure(client.look(7)).kind()).isEqualTo(Kind.HTTP);
    }
    assertThat(failure(client.look(7)).kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(first.requests).hasValue(3);
    assertThat(gauge("ozm.rpc.breaker.state", "127.0.0.1#1")).isEqualTo(2);
    assertThat(excluded("127.0.0.1#1", "breaker_open")).isEqualTo(1);

    first.status = 200;
    await()
        .atMost(5, TimeUnit.SECONDS)
        .until(() -> gauge("ozm.rpc.breaker.state", "127.0.0.1#1") == 1);
    assertThat(height(client.look(7))).isEqualTo(7);
    assertThat(gauge("ozm.rpc.breaker.state", "127.0.0.1#1")).isZero();
    assertThat(excluded("127.0.0.1#1", "breaker_open")).isZero();
  }

  @Test
  void refusesAGiantAnswerWhileItComesIn() throws Exception {
    first.giant = true;

    assertThat(failure(client(1, first).look(7)).kind()).isEqualTo(Kind.TOO_LARGE);
    assertThat(height(client(1, first, second).look(7))).isEqualTo(7);
    assertThat(calls("127.0.0.1#1", "too_large")).isEqualTo(2);
  }

  @Test
  void givesUpOnAnEndpointThatIsSilent() throws Exception {
    first.silent = true;

    assertThat(height(client(1, first, second).look(7))).isEqualTo(7);
    assertThat(calls("127.0.0.1#1", "timeout")).isEqualTo(1);
    assertThat(stage.rotations("network_error")).isEqualTo(1);
  }

  @Test
  void asksNothingOfAnEndpointOnAnotherChain() throws Exception {
    first.chainId = "\"0x1\"";
    EvmClient client = client(1, OptionalLong.of(7), first, second);

    assertThat(height(client.look(7))).isEqualTo(7);
    assertThat(height(client.look(8))).isEqualTo(8);

    assertThat(first.methods).containsExactly("eth_chainId");
    assertThat(second.methods)
        .containsExactly("eth_chainId", "eth_getBlockByNumber", "eth_getBlockByNumber");
    assertThat(excluded("127.0.0.1#1", "wrong_chain")).isEqualTo(1);
    assertThat(calls("127.0.0.1#1", "wrong_chain")).isEqualTo(1);
    assertThat(failure(client(2, OptionalLong.of(7), first).look(7)).kind())
        .isEqualTo(Kind.WRONG_CHAIN);
  }

  @Test
  void asksAnEndpointAgainWhichChainItServes() throws Exception {
    first.chainId = "\"0x1\"";
    EvmClient client = client(1, OptionalLong.of(7), first);
    assertThat(failure(client.look(7)).kind()).isEqualTo(Kind.WRONG_CHAIN);
    first.chainId = "\"0x7\"";

    assertThat(failure(client.look(7)).kind()).isEqualTo(Kind.UNAVAILABLE);
    now.addAndGet(Duration.ofMinutes(11).toNanos());

    assertThat(height(client.look(7))).isEqualTo(7);
  }

  @Test
  void takesTheNetworkVersionWhereTheChainIdIsNotTold() throws Exception {
    first.knowsChainId = false;

    assertThat(height(client(1, OptionalLong.of(7), first).look(7))).isEqualTo(7);
    assertThat(failure(client(1, OptionalLong.of(8), first).look(7)).kind())
        .isEqualTo(Kind.WRONG_CHAIN);
    first.knowsVersion = false;
    assertThat(height(client(1, OptionalLong.of(8), first).look(7))).isEqualTo(7);
  }

  @Test
  void triesBatchesAgainAfterAWhile() throws Exception {
    first.takesBatches = false;
    EvmClient client = client(1, first);
    assertThat(block(client.fetch(7))).isEqualTo(7);
    assertThat(offers("batch")).isZero();
    first.takesBatches = true;
    first.requests.set(0);

    assertThat(block(client.fetch(8))).isEqualTo(8);
    assertThat(first.requests).hasValue(2);
    now.addAndGet(Duration.ofMinutes(11).toNanos());
    assertThat(block(client.fetch(9))).isEqualTo(9);

    assertThat(first.requests).hasValue(3);
    assertThat(offers("batch")).isEqualTo(1);
  }

  @Test
  void asksOneByOneWhenBatchesAreNotTakenAnyMore() throws Exception {
    EvmClient client = client(1, first);
    assertThat(block(client.fetch(7))).isEqualTo(7);
    first.batchStatus = 413;

    assertThat(failure(client.fetch(8)).kind()).isEqualTo(Kind.HTTP);
    assertThat(block(client.fetch(8))).isEqualTo(8);

    assertThat(offers("batch")).isZero();
  }

  @Test
  void leavesEndpointsAloneThatRestWhenHeadsAreCompared() throws Exception {
    second.status = 429;
    second.retryAfter = "20";
    EvmClient client = client(1, first, second);
    assertThat(FakeNode.await(client.head())).isEqualTo(100);
    second.requests.set(0);

    now.addAndGet(Duration.ofSeconds(16).toNanos());
    assertThat(FakeNode.await(client.head())).isEqualTo(100);
    assertThat(second.requests).hasValue(0);
  }

  @Test
  void triesReceiptsByBlockAgainAfterAWhile() throws Exception {
    first.offersBlockReceipts = false;
    EvmClient client = client(1, first);
    assertThat(block(client.fetch(7))).isEqualTo(7);
    assertThat(offers("block_receipts")).isZero();
    first.offersBlockReceipts = true;

    now.addAndGet(Duration.ofMinutes(11).toNanos());
    assertThat(block(client.fetch(9))).isEqualTo(9);

    assertThat(offers("block_receipts")).isEqualTo(1);
    assertThat(first.methods).endsWith("eth_getBlockByNumber", "eth_getBlockReceipts");
  }

  @Test
  void tellsNoUrlInItsMeters() throws Exception {
    assertThat(height(client(1, first).look(7))).isEqualTo(7);

    assertThat(registry.getMeters())
        .extracting(Meter::getId)
        .asString()
        .contains("127.0.0.1#1")
        .doesNotContain("secret-key");
  }

  private double calls(String endpoint, String outcome) {
    return registry
        .get("ozm.rpc.endpoint.calls")
        .tags("network", "test", "endpoint", endpoint, "outcome", outcome)
        .counter()
        .count();
  }

  private double excluded(String endpoint, String reason) {
    return registry
        .get("ozm.rpc.endpoint.excluded")
        .tags("endpoint", endpoint, "reason", reason)
        .gauge()
        .value();
  }

  private double offers(String feature) {
    return registry.get("ozm.rpc.endpoint.offers").tags("feature", feature).gauge().value();
  }

  private double gauge(String name, String endpoint) {
    return registry.get(name).tags("endpoint", endpoint).gauge().value();
  }

  private static long height(Future<ChainClient.SeenBlock> seen) throws Exception {
    return FakeNode.await(seen).ref().height();
  }

  private static long block(Future<FetchedBlock> fetched) throws Exception {
    return FakeNode.await(fetched).header().ref().height();
  }

  private EvmClient client(int rounds, FakeNode... nodes) {
    return client(rounds, OptionalLong.empty(), nodes);
  }

  private EvmClient client(int rounds, OptionalLong chainId, FakeNode... nodes) {
    return stage.client(rounds, chainId, nodes);
  }
}
