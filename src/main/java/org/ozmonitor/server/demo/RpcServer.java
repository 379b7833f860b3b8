package org.ozmonitor.server.demo;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.ozmonitor.server.demo.Lies.Lie;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// JSON-RPC over HTTP, single calls and batches, with the lies that concern a whole request.
/// Confined to the simulator's context.
final class RpcServer {
  private static final Logger log = LoggerFactory.getLogger(RpcServer.class);
  private static final int LARGEST_BATCH = 100;

  /// Length of a giant answer.
  static final int GIANT_BYTES = 8 << 20;

  private static final Buffer BLANKS = Buffer.buffer(" ".repeat(64 << 10));

  private final Vertx vertx;
  private final RpcMethods methods;
  private final Liar liar;
  private long requests;

  RpcServer(Vertx vertx, RpcMethods methods, Liar liar) {
    this.vertx = vertx;
    this.methods = methods;
    this.liar = liar;
  }

  long requests() {
    return requests;
  }

  Map<String, Long> callsByMethod() {
    return methods.callsByMethod();
  }

  void handle(HttpServerRequest request) {
    requests++;
    BoundedBody.read(request)
        .compose(body -> respond(request, body))
        .onFailure(cause -> log.debug("a request to the simulated node broke off", cause));
  }

  private Future<Void> respond(HttpServerRequest request, Buffer body) {
    HttpServerResponse response = request.response();
    if (liar.tells(Lie.TOO_MANY_REQUESTS)) {
      return response.setStatusCode(429).end("too many requests");
    }
    if (liar.tells(Lie.SERVER_ERROR)) {
      return response.setStatusCode(503).end("service unavailable");
    }
    if (liar.tells(Lie.NOT_JSON)) {
      return response.end("<html><body>Checking your browser</body></html>");
    }
    if (liar.tells(Lie.GIANT_ANSWER)) {
      return blanks(response.setChunked(true), GIANT_BYTES / BLANKS.length());
    }
    Buffer answer = answer(body);
    response.putHeader("content-type", "application/json");
    if (liar.tells(Lie.CUT_CONNECTION)) {
      response.putHeader("content-length", Integer.toString(answer.length()));
      return response
          .write(answer.getBuffer(0, answer.length() / 2))
          .compose(_ -> request.connection().close());
    }
    if (liar.tells(Lie.SLOW_ANSWER)) {
      return vertx.timer(liar.delayMillis()).compose(_ -> response.end(answer));
    }
    return response.end(answer);
  }

  /// Stops when the caller has had enough.
  private static Future<Void> blanks(HttpServerResponse response, int chunks) {
    return chunks == 0
        ? response.end()
        : response.write(BLANKS).compose(_ -> blanks(response, chunks - 1));
  }

  private Buffer answer(Buffer body) {
    try {
      Object request = Json.decodeValue(body);
      if (!(request instanceof JsonArray batch)) {
        return methods.answer(request).toBuffer();
      }
      if (batch.size() > LARGEST_BATCH) {
        return failure(-32600, "at most " + LARGEST_BATCH + " calls in a batch");
      }
      if (liar.tells(Lie.BATCH_REFUSED)) {
        return failure(-32600, "no batches today");
      }
      JsonArray answers = new JsonArray();
      batch.forEach(call -> answers.add(methods.answer(call)));
      if (!answers.isEmpty() && liar.tells(Lie.BATCH_INCOMPLETE)) {
        answers.remove(0);
      }
      return answers.toBuffer();
    } catch (DecodeException e) {
      return failure(-32700, "not JSON");
    }
  }

  private static Buffer failure(int code, String message) {
    return new JsonObject()
        .put("jsonrpc", "2.0")
        .putNull("id")
        .put("error", new JsonObject().put("code", code).put("message", message))
        .toBuffer();
  }
}
