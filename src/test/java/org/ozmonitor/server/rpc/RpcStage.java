package org.ozmonitor.server.rpc;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.ozmonitor.core.chain.BlockHeader;
import org.ozmonitor.core.chain.BlockRef;
import org.ozmonitor.core.filter.PayloadException;
import org.ozmonitor.server.outbound.AddressGuard;

/// Two fake nodes and clients of them: short pauses, a breaker that opens after three failures for
/// 200 ms, answers up to 1 MiB within two seconds.
final class RpcStage implements AutoCloseable {
  final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  final AtomicLong now = new AtomicLong();
  final FakeNode first;
  final FakeNode second;
  private final Vertx vertx = Vertx.vertx();
  private final HttpClient http = vertx.createHttpClient();

  RpcStage() {
    try {
      first = FakeNode.start(vertx);
      second = FakeNode.start(vertx);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

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
            now::get,
            bound -> bound,
            text -> text),
        endpoints,
        chainId,
        RpcStage::header,
        _ -> () -> {},
        new RpcMetrics(registry, "test"),
        new RpcLog("test"));
  }

  /// How often calls went on to the next endpoint.
  double rotations(String reason) {
    return registry
        .get("rpc.endpoint.rotations")
        .tags("network", "test", "reason", reason)
        .counter()
        .count();
  }

  /// How something failed that must fail.
  static RpcException failure(Future<?> future) {
    try {
      FakeNode.await(future);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RpcException failure) {
        return failure;
      }
      throw new AssertionError("failed for another reason", e);
    } catch (Exception e) {
      throw new AssertionError("did not end", e);
    }
    throw new AssertionError("should have failed");
  }

  @Override
  public void close() {
    vertx.close().timeout(10, TimeUnit.SECONDS).await();
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
