package org.ozmonitor.server.demo;

import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
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

  private final LongChain chain;
  private final LongSupplier head;
  private final HttpServer server;
  private final Map<String, Long> callsByMethod = new TreeMap<>();
  private long httpRequests;

  public LongChainNode(Vertx vertx, LongChain chain) {
    this(vertx, chain, chain::last);
  }

  /// A node that does not tell of the whole chain at once.
  ///
  /// @param head height of the newest block that it tells of
  public LongChainNode(Vertx vertx, LongChain chain, LongSupplier head) {
    this.chain = chain;
    this.head = head;
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
        return buffer(List.of(envelope(question)));
      }
      List<Answer> answers = new ArrayList<>();
      answers.add(Answer.of("["));
      for (int i = 0; i < batch.size(); i++) {
        answers.add(Answer.of(i > 0 ? "," : ""));
        answers.add(envelope(batch.getValue(i)));
      }
      answers.add(Answer.of("]"));
      return buffer(answers);
    } catch (DecodeException e) {
      return buffer(List.of(error(Optional.empty(), -32700, "not JSON")));
    }
  }

  /// Text, with a block or receipts in its middle.
  private record Answer(String before, Optional<RenderedJson> json, long height, String after) {
    static Answer of(String text) {
      return new Answer(text, Optional.empty(), 0, "");
    }

    int length() {
      return before.length() + json.map(RenderedJson::length).orElse(0) + after.length();
    }

    int writeTo(byte[] into, int at) {
      int next = write(before, into, at);
      if (json.isPresent()) {
        json.get().writeTo(into, next, height);
        next += json.get().length();
      }
      return write(after, into, next);
    }

    private static int write(String ascii, byte[] into, int at) {
      byte[] bytes = ascii.getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(bytes, 0, into, at, bytes.length);
      return at + bytes.length;
    }
  }

  /// Each answer is written once, and sent from where it was written.
  private static Buffer buffer(List<Answer> answers) {
    byte[] all = new byte[answers.stream().mapToInt(Answer::length).sum()];
    int at = 0;
    for (Answer answer : answers) {
      at = answer.writeTo(all, at);
    }
    return BufferInternal.buffer(Unpooled.wrappedBuffer(all));
  }

  private Answer envelope(Object question) {
    if (!(question instanceof JsonObject call)
        || !(call.getValue("method") instanceof String method)) {
      return error(Optional.empty(), -32600, "invalid request");
    }
    callsByMethod.merge(method, 1L, Long::sum);
    Optional<Object> id = Optional.ofNullable(call.getValue("id"));
    JsonArray parameters = call.getJsonArray("params", new JsonArray());
    return switch (method) {
      case "eth_chainId" -> text(id, Hex.quantity(Simulator.CHAIN_ID));
      case "net_version" -> text(id, Long.toString(Simulator.CHAIN_ID));
      case "eth_blockNumber" -> text(id, Hex.quantity(head.getAsLong()));
      case "eth_getBlockByNumber", "eth_getBlockByHash" -> {
        long height = height(parameters);
        yield found(id, chain.block(height, isFull(parameters)), height);
      }
      case "eth_getBlockReceipts" -> {
        long height = height(parameters);
        yield found(id, chain.receipts(height), height);
      }
      default -> error(id, -32601, "the method " + method + " does not exist");
    };
  }

  private static Answer found(Optional<Object> id, Optional<RenderedJson> json, long height) {
    return json.isPresent()
        ? new Answer(head(id), json, height, "}")
        : Answer.of(head(id) + "null}");
  }

  private static Answer text(Optional<Object> id, String value) {
    return Answer.of(head(id) + Json.encode(value) + "}");
  }

  private static String head(Optional<Object> id) {
    return "{\"jsonrpc\":\"2.0\",\"id\":" + encoded(id) + ",\"result\":";
  }

  /// The height that a parameter names, -1 for none.
  private long height(JsonArray parameters) {
    String which = parameters.isEmpty() ? "" : String.valueOf(parameters.getValue(0));
    return switch (which) {
      case "latest", "pending" -> head.getAsLong();
      case "safe" -> head.getAsLong() - SAFE_DEPTH;
      case "finalized" -> head.getAsLong() - FINALIZED_DEPTH;
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

  private static String encoded(Optional<Object> id) {
    return id.map(Json::encode).orElse("null");
  }

  private static Answer error(Optional<Object> id, int code, String message) {
    String text =
        "{\"jsonrpc\":\"2.0\",\"id\":%s,\"error\":{\"code\":%d,\"message\":%s}}"
            .formatted(encoded(id), code, Json.encode(message));
    return Answer.of(text);
  }
}
