package org.ozmonitor.server.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ozmonitor.server.rpc.FakeNode.await;
import static org.ozmonitor.server.rpc.RpcStage.failure;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.chain.BlockHeader;
import org.ozmonitor.core.chain.BlockRef;

class EvmClientIT {
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
  void fetchesBlockAndReceiptsInOneRequestWithTheBytesUnchanged() throws Exception {
    FetchedBlock block = await(client(first).fetch(7));

    assertThat(block.payload())
        .asString()
        .isEqualTo(
            "{\"block\":" + FakeNode.block(7) + ",\"receipts\":[" + FakeNode.receipt(7) + "]}");
    assertThat(block.header()).isEqualTo(new BlockHeader(new BlockRef(7, "0x7"), "0x6", 1));
    assertThat(first.requests).hasValue(1);
  }

  @Test
  void asksForTheHead() throws Exception {
    assertThat(await(client(first).head())).isEqualTo(100);
    assertThat(registry.get("ozm.rpc.endpoint.head").gauge().value()).isEqualTo(100);
  }

  @Test
  void fetchesByHash() throws Exception {
    FetchedBlock block = await(client(first).fetch(new BlockRef(9, "0x9")));

    assertThat(block.header().ref().hash()).isEqualTo("0x9");
    assertThat(first.methods)
        .containsExactlyInAnyOrder("eth_getBlockByHash", "eth_getBlockReceipts");
  }

  @Test
  void findsOutOnceThatANodeTakesNoBatches() throws Exception {
    first.takesBatches = false;
    EvmClient client = client(first);

    assertThat(await(client.fetch(7)).header().ref().height()).isEqualTo(7);
    assertThat(first.requests).hasValue(3);
    assertThat(await(client.fetch(8)).header().ref().height()).isEqualTo(8);
    assertThat(first.requests).hasValue(5);
  }

  @Test
  void asksByTransactionWhereReceiptsByBlockAreNotOffered() throws Exception {
    first.offersBlockReceipts = false;
    EvmClient client = client(first);

    String payload = new String(await(client.fetch(7)).payload(), StandardCharsets.UTF_8);
    assertThat(await(client.fetch(8)).header().ref().height()).isEqualTo(8);

    assertThat(payload).endsWith(",\"receipts\":[" + FakeNode.receipt(7) + "]}");
    assertThat(first.methods).filteredOn("eth_getBlockReceipts"::equals).hasSize(1);
  }

  @Test
  void takesNullReceiptsForAFailureAndAsksTheNextEndpoint() throws Exception {
    first.nullReceipts = true;

    FetchedBlock block = await(client(first, second).fetch(7));

    assertThat(second.requests).hasValue(1);
    assertThat(block.payload()).asString().contains("0xt7");
    assertThat(stage.rotations("inconsistent_answer")).isEqualTo(1);
  }

  @Test
  void takesAnotherBlockThanAskedForForAFailure() throws Exception {
    first.sendsBlock = 6;

    assertThat(failure(client(first).fetch(7)).kind()).isEqualTo(RpcException.Kind.INCONSISTENT);
    assertThat(failure(client(first).fetch(new BlockRef(7, "0x7"))).kind())
        .isEqualTo(RpcException.Kind.INCONSISTENT);
  }

  @Test
  void takesAMissingBlockForAFailure() throws Exception {
    assertThat(failure(client(first).fetch(101)).kind()).isEqualTo(RpcException.Kind.ABSENT);
  }

  @Test
  void goesOnToTheNextEndpointWhenAConnectionIsCut() throws Exception {
    first.cutsConnections = true;
    EvmClient client = client(first, second);

    assertThat(await(client.fetch(7)).header().ref().height()).isEqualTo(7);
    assertThat(stage.rotations("network_error")).isEqualTo(1);
  }

  @Test
  void staysWithTheNextEndpointUntilTheBetterOneWasSeenToWorkForAWhile() throws Exception {
    first.status = 429;
    EvmClient client = client(first, second);
    assertThat(await(client.fetch(7)).header().ref().height()).isEqualTo(7);
    assertThat(stage.rotations("rate_limit")).isEqualTo(1);
    first.status = 200;
    int before = first.requests.get();

    assertThat(await(client.fetch(8)).header().ref().height()).isEqualTo(8);
    assertThat(first.requests).hasValue(before);

    now.addAndGet(60_000_000_000L);
    assertThat(await(client.fetch(9)).header().ref().height()).isEqualTo(9);
    assertThat(first.requests).as("nobody saw it work since").hasValue(before);
    assertThat(await(client.head())).isEqualTo(100); // compares all heads
    assertThat(await(client.fetch(10)).header().ref().height()).isEqualTo(10);
    assertThat(first.requests).hasValue(before + 2);
  }

  @Test
  void asksEachEndpointOnceAndThenGivesUp() throws Exception {
    first.status = 400;
    second.status = 503;
    EvmClient client = client(first, second);
    first.takesBatches = false;

    RpcException failure = failure(client.head());

    assertThat(failure.kind()).isEqualTo(RpcException.Kind.HTTP);
    assertThat(first.requests).hasValue(1);
    assertThat(second.requests).hasValue(1);
  }

  @Test
  void doesNotAskAnEndpointThatIsBehindTheOthers() throws Exception {
    first.head = 90;
    EvmClient client = client(first, second);

    assertThat(await(client.head())).isEqualTo(100);
    int before = first.requests.get();
    assertThat(await(client.fetch(80)).header().ref().height()).isEqualTo(80);

    assertThat(first.requests).hasValue(before);
  }

  @Test
  void believesNoHeadThatStandsOutAndCannotBeShown() throws Exception {
    second.boast = 1_000_000;
    EvmClient client = client(first, second);
    assertThat(await(client.head())).isEqualTo(100);
    second.nullReceipts = true;

    assertThat(await(client.fetch(80)).payload()).asString().contains("0xt50");
  }

  @Test
  void believesAJumpOnlyWhenItIsShown() throws Exception {
    EvmClient client = client(first);
    assertThat(await(client.head())).isEqualTo(100);

    first.boast = 1_000;
    assertThat(failure(client.head()).kind()).isEqualTo(RpcException.Kind.INCONSISTENT);
    first.boast = -1;
    first.head = 1_000;
    assertThat(await(client.head())).isEqualTo(1_000);
  }

  @Test
  void believesNoJumpOfTheOnlyEndpointThatAnswers() throws Exception {
    EvmClient client = client(first, second);
    assertThat(await(client.head())).isEqualTo(100);
    now.addAndGet(16_000_000_000L); // the heads are compared again

    first.status = 503;
    second.boast = 1_000;
    assertThat(failure(client.head()).kind())
        .isIn(RpcException.Kind.INCONSISTENT, RpcException.Kind.HTTP);
    first.status = 200;

    now.addAndGet(16_000_000_000L);
    assertThat(await(client.head())).isEqualTo(100);
  }

  @Test
  void tellsNoUrlInFailures() throws Exception {
    first.cutsConnections = true;

    RpcException failure = failure(client(first).head());

    assertThat(failure).hasMessageNotContaining("secret-key").hasNoCause();
  }

  private EvmClient client(FakeNode... nodes) {
    return stage.client(1, OptionalLong.empty(), nodes);
  }
}
