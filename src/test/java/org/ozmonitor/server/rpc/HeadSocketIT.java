package org.ozmonitor.server.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.chain.ChainKind;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.definition.Network;
import org.ozmonitor.core.definition.SecretValue;
import org.ozmonitor.core.evm.EvmEngine;
import org.ozmonitor.fixture.Anvil;
import org.ozmonitor.server.codec.Secrets;
import org.ozmonitor.server.outbound.AddressGuard;
import org.ozmonitor.server.secret.SecretStore;

/// Subscriptions to new heads over real WebSockets.
class HeadSocketIT {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final List<Long> told = new CopyOnWriteArrayList<>();
  private Vertx vertx;
  private FakeNode first;
  private FakeNode second;

  @BeforeEach
  void start() throws Exception {
    vertx = Vertx.vertx();
    first = FakeNode.start(vertx);
    second = FakeNode.start(vertx);
  }

  @AfterEach
  void stop() throws Exception {
    FakeNode.await(vertx.close());
  }

  @Test
  void tellsOfNewHeadsUntilItIsClosed() {
    HeadSubscription subscription = sockets(OptionalLong.of(7), first).subscribe(told::add);
    awaitSubscribers(first, 1);

    first.announce(101);
    first.announce(102);
    await().untilAsserted(() -> assertThat(told).containsExactly(101L, 102L));
    assertThat(subscribed()).isEqualTo(1);

    subscription.close();
    awaitSubscribers(first, 0);
    assertThat(subscribed()).isZero();
    assertThat(registry.get("ozm.rpc.head.hints").counter().count()).isEqualTo(2);
  }

  @Test
  void goesToTheNextAddressWhenAConnectionEnds() {
    HeadSubscription subscription =
        sockets(OptionalLong.empty(), first, second).subscribe(told::add);
    awaitSubscribers(first, 1);

    first.cutSockets();
    awaitSubscribers(second, 1);
    second.announce(103);
    await().untilAsserted(() -> assertThat(told).containsExactly(103L));
    second.cutSockets();
    awaitSubscribers(first, 1);

    subscription.close();
  }

  @Test
  void followsNoNodeOfAnotherChain() {
    first.chainId = "\"0x8\"";
    HeadSubscription subscription = sockets(OptionalLong.of(7), first, second).subscribe(told::add);

    awaitSubscribers(second, 1);
    first.announce(104);
    second.announce(105);

    await().untilAsserted(() -> assertThat(told).containsExactly(105L));
    subscription.close();
  }

  @Test
  void keepsTryingWhereNobodyAnswersAndIgnoresWhatIsNoHead() {
    first.refusesSubscriptions = true;
    HeadSubscription subscription = sockets(OptionalLong.empty(), first).subscribe(told::add);
    await().until(() -> first.subscriptionsAsked.get() >= 3);
    first.refusesSubscriptions = false;
    awaitSubscribers(first, 1);

    first.say("{\"jsonrpc\":\"2.0\",\"method\":\"eth_subscription\",\"params\":{}}");
    first.say("{\"method\":\"eth_subscription\",\"params\":{\"result\":{\"number\":\"many\"}}}");
    first.announce(106);

    await().untilAsserted(() -> assertThat(told).containsExactly(106L));
    subscription.close();
  }

  @Test
  void usesTheSocketAddressesOfANetworkForHeadsAndTheOthersForQuestions() throws Exception {
    var clients =
        new ChainClients(
            vertx,
            List.of(new EvmEngine()),
            SecretStore.local(vertx, new Secrets(Map.of())),
            new AddressGuard(vertx, true),
            System::nanoTime,
            registry);
    ChainClient client = clients.client(new NetworkId(UUID.randomUUID()), network());

    HeadSubscription subscription = client.heads(told::add);
    awaitSubscribers(second, 1);
    second.announce(107);

    await().untilAsserted(() -> assertThat(told).containsExactly(107L));
    assertThat(client.endpoints()).hasSize(1);
    assertThat(FakeNode.await(client.head())).isEqualTo(100);
    assertThat(first.requests).hasPositiveValue();
    subscription.close();
    FakeNode.await(clients.close());
  }

  @Test
  void followsARealNode() {
    if (!Anvil.isRequired()) {
      assumeTrue(Anvil.binary().isPresent(), "anvil is not installed: scripts/install-anvil");
    }
    try (Anvil chain = Anvil.start()) {
      NodeUrl url = NodeUrl.parse(chain.url().replace("http:", "ws:")).orElseThrow();
      HeadSubscription subscription =
          sockets(OptionalLong.of(31_337), List.of(url)).subscribe(told::add);
      await().until(() -> subscribed() == 1);

      chain.call("evm_mine");
      chain.call("evm_mine");

      await().untilAsserted(() -> assertThat(told).containsExactly(1L, 2L));
      subscription.close();
    }
  }

  private Network network() {
    return new Network(
        "Test",
        ChainKind.EVM,
        "test",
        List.of(
            new Network.RpcEndpoint("rpc", SecretValue.plain(second.socketUrl()), 100),
            new Network.RpcEndpoint("rpc", SecretValue.plain(first.url()), 50)),
        1000,
        0,
        Optional.empty(),
        OptionalLong.empty(),
        false,
        OptionalLong.of(7),
        OptionalLong.empty(),
        false,
        false,
        Optional.empty());
  }

  private double subscribed() {
    return registry.get("ozm.rpc.heads.subscribed").gauge().value();
  }

  private static void awaitSubscribers(FakeNode node, int count) {
    await().untilAsserted(() -> assertThat(node.subscribers).hasSize(count));
  }

  private HeadSockets sockets(OptionalLong chainId, FakeNode... nodes) {
    return sockets(
        chainId,
        Arrays.stream(nodes).map(node -> NodeUrl.parse(node.socketUrl()).orElseThrow()).toList());
  }

  private HeadSockets sockets(OptionalLong chainId, List<NodeUrl> urls) {
    return new HeadSockets(
        new RpcParts(
            vertx,
            vertx.createHttpClient(),
            new AddressGuard(vertx, true),
            RpcStage.settings(1),
            System::nanoTime,
            b -> b,
            text -> text),
        vertx.createWebSocketClient(),
        urls,
        chainId,
        new RpcMetrics(registry, "test"),
        new RpcLog("test"));
  }
}
