package org.ozmonitor.server.rpc;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// An EVM node for tests: block n has the hash 0xn and one transaction; it lies when told to.
final class FakeNode {
  volatile boolean takesBatches = true;

  /// Answers batches with this status, when not 0.
  volatile int batchStatus;

  volatile boolean offersBlockReceipts = true;
  volatile boolean nullReceipts;
  volatile boolean cutsConnections;
  volatile int status = 200;
  volatile long head = 100;
  volatile long sendsBlock = -1;

  /// Told as head, without any blocks.
  volatile long boast = -1;

  volatile String chainId = "\"0x7\"";
  volatile boolean knowsChainId = true;
  volatile boolean knowsVersion = true;
  volatile boolean silent;
  volatile boolean giant;
  volatile String retryAfter = "";

  /// Answers with 503 so many times first.
  final AtomicInteger failing = new AtomicInteger();

  final List<String> methods = new ArrayList<>();
  final AtomicInteger requests = new AtomicInteger();

  final List<ServerWebSocket> subscribers = new CopyOnWriteArrayList<>();
  final AtomicInteger subscriptionsAsked = new AtomicInteger();
  volatile boolean refusesSubscriptions;

  private final HttpServer server;

  private FakeNode(Vertx vertx) {
    server =
        vertx.createHttpServer().requestHandler(this::handle).webSocketHandler(this::handleSocket);
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

  String socketUrl() {
    return "ws://127.0.0.1:" + server.actualPort() + "/ws/secret-key";
  }

  /// Tells all subscribers of a head.
  void announce(long height) {
    say(
        "{\"jsonrpc\":\"2.0\",\"method\":\"eth_subscription\",\"params\":{\"subscription\":\"0x1\",\"result\":{\"number\":\"0x%x\",\"hash\":\"0x%x\"}}}"
            .formatted(height, height));
  }

  void say(String message) {
    subscribers.forEach(socket -> socket.writeTextMessage(message).onFailure(FakeNode::broken));
  }

  void cutSockets() {
    subscribers.forEach(socket -> socket.close().onFailure(FakeNode::broken));
  }

  private static void broken(Throwable cause) {
    throw new AssertionError("a socket broke", cause);
  }

  private void handleSocket(ServerWebSocket socket) {
    socket.closeHandler(_ -> subscribers.remove(socket));
    socket.textMessageHandler(
        text -> {
          JsonObject question = new JsonObject(text);
          boolean subscribes = question.getString("method").equals("eth_subscribe");
          if (subscribes) {
            subscriptionsAsked.incrementAndGet();
          }
          socket.writeTextMessage(single(question)).onFailure(FakeNode::broken);
          if (subscribes && !refusesSubscriptions) {
            subscribers.add(socket);
          }
        });
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
    if (silent) {
      return;
    }
    if (giant) {
      request.response().end(Buffer.buffer(" ".repeat(2 << 20)));
      return;
    }
    if (failing.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      request.response().setStatusCode(503).end("no");
      return;
    }
    if (status != 200) {
      if (!retryAfter.isEmpty()) {
        request.response().putHeader("retry-after", retryAfter);
      }
      request.response().setStatusCode(status).end("no");
      return;
    }
    Object question = body.toJsonValue() instanceof JsonArray array ? array : body.toJsonObject();
    if (question instanceof JsonArray && batchStatus != 0) {
      request.response().setStatusCode(batchStatus).end();
    } else if (question instanceof JsonArray batch) {
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
      case "eth_blockNumber" ->
          result(id, "\"0x" + Long.toHexString(boast >= 0 ? boast : head) + "\"");
      case "eth_chainId" ->
          knowsChainId ? result(id, chainId) : error(id, -32000, "method is not supported");
      case "net_version" ->
          knowsVersion ? result(id, "\"7\"") : error(id, -32601, "the method does not exist");
      case "eth_subscribe" ->
          refusesSubscriptions ? error(id, -32601, "no") : result(id, "\"0x1\"");
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
