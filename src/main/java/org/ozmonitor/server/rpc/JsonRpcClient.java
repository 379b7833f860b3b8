package org.ozmonitor.server.rpc;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ozmonitor.server.async.OffLoop;

/// JSON-RPC over HTTP POST, one question or a batch. Thread-safe. Every failure is an
/// {@link RpcException}.
final class JsonRpcClient {
  /// Larger answers are refused.
  private static final int MAX_ANSWER_BYTES = 64 << 20;

  /// From the request to the last byte of the answer.
  private static final long TIMEOUT_SECONDS = 20;

  /// Answers up to this size are read on the event loop.
  private static final int SMALL_BYTES = 16 << 10;

  private final Vertx vertx;
  private final HttpClient http;
  private final RpcMetrics metrics;
  private final LongSupplier nanoTime;

  JsonRpcClient(Vertx vertx, HttpClient http, RpcMetrics metrics, LongSupplier nanoTime) {
    this.vertx = vertx;
    this.http = http;
    this.metrics = metrics;
    this.nanoTime = nanoTime;
  }

  /// Asks one question; an `error` in the answer is a result here.
  Future<JsonRpcResult> ask(Endpoint endpoint, JsonRpcRequest request) {
    Context context = vertx.getOrCreateContext();
    metrics.asked(request);
    return post(endpoint, Buffer.buffer(request.toJson(1)))
        .compose(body -> read(context, body, () -> JsonRpcAnswers.single(body)))
        .onSuccess(result -> count(endpoint, request, result))
        .onFailure(cause -> count(endpoint, cause));
  }

  /// Asks several questions in one HTTP request; empty when the endpoint refuses the batch as such.
  Future<Optional<List<JsonRpcResult>>> askAll(Endpoint endpoint, List<JsonRpcRequest> requests) {
    Context context = vertx.getOrCreateContext();
    requests.forEach(metrics::asked);
    String batch =
        IntStream.range(0, requests.size())
            .mapToObj(i -> requests.get(i).toJson(i + 1))
            .collect(Collectors.joining(",", "[", "]"));
    return post(endpoint, Buffer.buffer(batch))
        .compose(body -> read(context, body, () -> JsonRpcAnswers.batch(body, requests.size())))
        .onSuccess(
            results ->
                results.ifPresent(
                    all -> {
                      for (int i = 0; i < all.size(); i++) {
                        count(endpoint, requests.get(i), all.get(i));
                      }
                    }))
        .onFailure(cause -> count(endpoint, cause));
  }

  private Future<Buffer> post(Endpoint endpoint, Buffer question) {
    long askedAt = nanoTime.getAsLong();
    return http.request(endpoint.post())
        .compose(
            request ->
                request
                    .send(question)
                    .compose(response -> answer(request, response))
                    .timeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                    .onFailure(_ -> request.reset()))
        .recover(
            cause ->
                Future.failedFuture(
                    cause instanceof RpcException ? cause : RpcException.network(cause)))
        .onSuccess(_ -> metrics.answered(nanoTime.getAsLong() - askedAt));
  }

  private static Future<Buffer> answer(HttpClientRequest request, HttpClientResponse response) {
    Promise<Buffer> whole = Promise.promise();
    Buffer collected = Buffer.buffer();
    response.handler(
        chunk -> {
          if (collected.length() + chunk.length() > MAX_ANSWER_BYTES) {
            whole.tryFail(RpcException.malformed("answer is larger than 64 MiB"));
            request.reset();
          } else {
            collected.appendBuffer(chunk);
          }
        });
    response.exceptionHandler(whole::tryFail);
    response.endHandler(_ -> whole.tryComplete(collected));
    return whole
        .future()
        .compose(
            body ->
                response.statusCode() / 100 == 2
                    ? Future.succeededFuture(body)
                    : Future.failedFuture(RpcException.http(response.statusCode())));
  }

  private static <T> Future<T> read(Context context, Buffer body, Callable<T> reader) {
    if (body.length() > SMALL_BYTES) {
      return OffLoop.call(context, reader);
    }
    try {
      return Future.succeededFuture(reader.call());
    } catch (Exception e) { // a Callable may throw anything; it fails the future as off the loop
      return Future.failedFuture(e);
    }
  }

  private void count(Endpoint endpoint, JsonRpcRequest request, JsonRpcResult result) {
    switch (result) {
      case JsonRpcResult.Value _ -> {}
      case JsonRpcResult.Absent _ -> metrics.wasNull(request);
      case JsonRpcResult.Failed(int code, String _) ->
          metrics.failed(endpoint, RpcException.Kind.JSONRPC, code);
    }
  }

  private void count(Endpoint endpoint, Throwable cause) {
    if (cause instanceof RpcException failure) {
      metrics.failed(endpoint, failure.kind(), failure.code());
    }
  }
}
