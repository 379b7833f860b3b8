package org.ozmonitor.server.rpc;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.ozmonitor.core.chain.BlockHeader;
import org.ozmonitor.core.chain.BlockRef;
import org.ozmonitor.core.filter.PayloadException;
import org.ozmonitor.server.outbound.AddressGuard;

/// Makes clients of fake nodes: short pauses, a breaker that opens after three failures for 200 ms,
/// answers up to 1 MiB within two seconds.
record TestClients(Vertx vertx, HttpClient http, LongSupplier nanoTime, MeterRegistry registry) {
  /// Endpoints are named `127.0.0.1#1` and so on, in this order.
  EvmClient client(int rounds, OptionalLong chainId, FakeNode... nodes) {
    List<Endpoint> endpoints = new ArrayList<>();
    for (FakeNode node : nodes) {
      endpoints.add(Endpoint.parse(node.url()).orElseThrow().numbered(endpoints.size() + 1));
    }
    return EvmClient.of(
        new RpcParts(
            vertx,
            http,
            new AddressGuard(vertx, true),
            settings(rounds),
            nanoTime,
            bound -> bound,
            text -> text),
        endpoints,
        chainId,
        TestClients::header,
        _ -> () -> {},
        new RpcMetrics(registry, "test"),
        new RpcLog("test"));
  }

  static RpcSettings settings(int rounds) {
    return new RpcSettings(
        1 << 20,
        Duration.ofSeconds(2),
        new RpcSettings.Rounds(
            rounds, Duration.ofMillis(10), Duration.ofMillis(400), Duration.ofSeconds(60)),
        new RpcSettings.Rules(
            3,
            Duration.ofMillis(200),
            Duration.ofSeconds(30),
            Duration.ofSeconds(15),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            3,
            Duration.ofMinutes(10)));
  }

  private static BlockHeader header(byte[] payload) {
    JsonObject json = Buffer.buffer(payload).toJsonObject();
    JsonObject block = json.getJsonObject("block");
    if (json.getJsonArray("receipts").size() != block.getJsonArray("transactions").size()) {
      throw new PayloadException("receipts do not match transactions");
    }
    return new BlockHeader(
        new BlockRef(
            Long.parseLong(block.getString("number").substring(2), 16), block.getString("hash")),
        block.getString("parentHash"),
        1);
  }
}
