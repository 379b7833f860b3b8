package org.ozmonitor.server.rpc;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// An EVM node for tests: block n has the hash 0xn and one transaction; it lies when told to.
final class FakeNode {
  volatile boolean takesBatches = true;
  volatile boolean offersBlockReceipts = true;
  volatile boolean nullReceipts;
  volatile boolean cutsConnections;
  volatile int status = 200;
  volatile long head = 100;
  volatile long sendsBlock = -1;
  final List<String> methods = new ArrayList<>();
  final AtomicInteger requests = new AtomicInteger();

  private final HttpServer server;

  private FakeNode(Vertx vertx) {
    server = vertx.createHttpServer().requestHandler(this::handle);
  }

  static FakeNode start(Vertx vertx) throws Exception {
    FakeNode node = new FakeNode(vertx);
    await(node.server.listen(0, "127.0.0.1"));
    return node;
  }

  @CanIgnoreReturnValue
  static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  String url() {
    return "http://127.0.0.1:" + server.actualPort() + "/v3/secret-key";
  }

  /// The exact text of a block, with white space and an unknown field that must survive.
  static String block(long height) {
    return "{ \"number\":\"0x%x\", \"hash\":\"0x%x\",\"parentHash\":\"0x%x\",\"timestamp\":\"0x1\",\"big\":123456789012345678901234567890.50, \"transactions\":[{\"hash\":\"0xt%x\"}] }"
        .formatted(height, height, height - 1, height);
  }

  static String receipt(long height) {
    return "{\"transactionHash\":\"0xt%x\", \"status\":\"0x1\"}".formatted(height);
  }

  private void handle(HttpServerRequest request) {
    requests.incrementAndGet();
    request.body().onSuccess(body -> answer(request, body));
  }

  private void answer(HttpServerRequest request, Buffer body) {
    if (cutsConnections) {
      request.response().setChunked(true).write("[{\"jsonrpc\":");
      request.connection().close();
      return;
    }
    if (status != 200) {
      request.response().setStatusCode(status).end("no");
      return;
    }
    Object question = body.toJsonValue() instanceof JsonArray array ? array : body.toJsonObject();
    if (question instanceof JsonArray batch) {
      request.response().end(takesBatches ? batch(batch) : error(0, -32600, "no batches"));
    } else {
      request.response().end(single((JsonObject) question));
    }
  }

  /// Answers in reverse order, as a node may.
  private String batch(JsonArray batch) {
    List<String> answers = new ArrayList<>();
    batch.forEach(question -> answers.addFirst(single((JsonObject) question)));
    return "[" + String.join(",", answers) + "]";
  }

  private String single(JsonObject question) {
    String method = question.getString("method");
    synchronized (methods) {
      methods.add(method);
    }
    Integer id = question.getInteger("id");
    JsonArray parameters = question.getJsonArray("params");
    return switch (method) {
      case "eth_blockNumber" -> result(id, "\"0x" + Long.toHexString(head) + "\"");
      case "eth_getBlockByNumber", "eth_getBlockByHash" -> {
        long asked = Long.parseLong(parameters.getString(0).substring(2), 16);
        long height = sendsBlock >= 0 ? sendsBlock : asked;
        yield result(id, height > head ? "null" : block(height));
      }
      case "eth_getBlockReceipts" ->
          offersBlockReceipts
              ? result(
                  id,
                  nullReceipts
                      ? "null"
                      : "["
                          + receipt(Long.parseLong(parameters.getString(0).substring(2), 16))
                          + "]")
              : error(id, -32601, "the method does not exist");
      case "eth_getTransactionReceipt" ->
          result(id, receipt(Long.parseLong(parameters.getString(0).substring(3), 16)));
      default -> error(id, -32601, "the method does not exist");
    };
  }

  private static String result(Integer id, String result) {
    return "{\"jsonrpc\":\"2.0\",\"result\":" + result + " ,\"id\":" + id + "}";
  }

  private static String error(Integer id, int code, String message) {
    return "{\"jsonrpc\":\"2.0\",\"id\":%s,\"error\":{\"code\":%d,\"message\":\"%s\"}}"
        .formatted(id, code, message);
  }
}
