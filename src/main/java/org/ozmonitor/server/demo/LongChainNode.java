package org.ozmonitor.server.demo;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A node with a {@link LongChain}: honest JSON-RPC over HTTP on 127.0.0.1, made to cost little, so
/// that it is not what a load test measures. `GET /` says how often it was asked for what.
///
/// Single-threaded: everything happens on the context on which it was started.
public final class LongChainNode {
  private static final Logger log = LoggerFactory.getLogger(LongChainNode.class);
  private static final int SAFE_DEPTH = 8;
  private static final int FINALIZED_DEPTH = 16;
  private static final byte[] NULL = {'n', 'u', 'l', 'l'};

  private final LongChain chain;
  private final HttpServer server;
  private final Map<String, Long> callsByMethod = new TreeMap<>();
  private long httpRequests;

  public LongChainNode(Vertx vertx, LongChain chain) {
    this.chain = chain;
    this.server = vertx.createHttpServer().requestHandler(this::handle);
  }

  /// Listens on any free port, or on the given one.
  public Future<String> start(int port) {
    return server.listen(port, "127.0.0.1").map(it -> "http://127.0.0.1:" + it.actualPort());
  }

  public Future<Void> close() {
    return server.close();
  }

  private void handle(HttpServerRequest request) {
    if (request.method().equals(HttpMethod.GET)) {
      request
          .response()
          .putHeader("content-type", "application/json")
          .end(statistics().toBuffer())
          .onFailure(cause -> log.debug("statistics were not sent", cause));
      return;
    }
    httpRequests++;
    BoundedBody.read(request)
        .compose(
            body ->
                request.response().putHeader("content-type", "application/json").end(answer(body)))
        .onFailure(cause -> log.debug("a request to the simulated node broke off", cause));
  }

  private JsonObject statistics() {
    var calls = new JsonObject();
    callsByMethod.forEach(calls::put);
    return new JsonObject()
        .put("first", LongChain.FIRST)
        .put("last", chain.last())
        .put("http_requests", httpRequests)
        .put("calls", calls);
  }

  private Buffer answer(Buffer body) {
    try {
      Object question = Json.decodeValue(body);
      if (!(question instanceof JsonArray batch)) {
        return Buffer.buffer().appendBuffer(envelope(question));
      }
      Buffer answers = Buffer.buffer(1 << 20).appendByte((byte) '[');
      for (int i = 0; i < batch.size(); i++) {
        if (i > 0) {
          answers.appendByte((byte) ',');
        }
        answers.appendBuffer(envelope(batch.getValue(i)));
      }
      return answers.appendByte((byte) ']');
    } catch (DecodeException e) {
      return error(Optional.empty(), -32700, "not JSON");
    }
  }

  private Buffer envelope(Object question) {
    if (!(question instanceof JsonObject call)
        || !(call.getValue("method") instanceof String method)) {
      return error(Optional.empty(), -32600, "invalid request");
    }
    callsByMethod.merge(method, 1L, Long::sum);
    Optional<Object> id = Optional.ofNullable(call.getValue("id"));
    return result(method, call.getJsonArray("params", new JsonArray()))
        .map(
            json ->
                Buffer.buffer(json.length + 64)
                    .appendString("{\"jsonrpc\":\"2.0\",\"id\":" + encoded(id) + ",\"result\":")
                    .appendBytes(json)
                    .appendByte((byte) '}'))
        .orElseGet(() -> error(id, -32601, "the method " + method + " does not exist"));
  }

  private Optional<byte[]> result(String method, JsonArray parameters) {
    return switch (method) {
      case "eth_chainId" -> text(Hex.quantity(Simulator.CHAIN_ID));
      case "net_version" -> text(Long.toString(Simulator.CHAIN_ID));
      case "eth_blockNumber" -> text(Hex.quantity(chain.last()));
      case "eth_getBlockByNumber", "eth_getBlockByHash" ->
          Optional.of(chain.block(height(parameters), isFull(parameters)).orElse(NULL));
      case "eth_getBlockReceipts" -> Optional.of(chain.receipts(height(parameters)).orElse(NULL));
      default -> Optional.empty();
    };
  }

  /// The height that a parameter names, -1 for none.
  private long height(JsonArray parameters) {
    String which = parameters.isEmpty() ? "" : String.valueOf(parameters.getValue(0));
    return switch (which) {
      case "latest", "pending" -> chain.last();
      case "safe" -> chain.last() - SAFE_DEPTH;
      case "finalized" -> chain.last() - FINALIZED_DEPTH;
      case "earliest" -> LongChain.FIRST;
      default -> {
        try {
          yield which.length() > 60 ? chain.heightOf(which) : Long.decode(which);
        } catch (NumberFormatException _) {
          yield -1;
        }
      }
    };
  }

  private static boolean isFull(JsonArray parameters) {
    return parameters.size() > 1 && Boolean.TRUE.equals(parameters.getValue(1));
  }

  private static Optional<byte[]> text(String value) {
    return Optional.of(Json.encodeToBuffer(value).getBytes());
  }

  private static String encoded(Optional<Object> id) {
    return id.map(Json::encode).orElse("null");
  }

  private static Buffer error(Optional<Object> id, int code, String message) {
    String text =
        "{\"jsonrpc\":\"2.0\",\"id\":%s,\"error\":{\"code\":%d,\"message\":%s}}"
            .formatted(encoded(id), code, Json.encode(message));
    return Buffer.buffer(text);
  }
}
