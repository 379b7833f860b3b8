package org.ozmonitor.server.rpc;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.RequestOptions;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.ozmonitor.server.async.OffLoop;
import org.ozmonitor.server.outbound.AddressGuard;
import org.ozmonitor.server.outbound.QuietReset;

/// JSON-RPC over HTTP POST, one question or a batch. Thread-safe. Every failure is an
/// {@link RpcException}.
final class JsonRpcClient {
  /// Answers up to this size are read on the event loop.
  private static final int SMALL_BYTES = 16 << 10;

  private final Vertx vertx;
  private final HttpClient http;
  private final AddressGuard guard;
  private final UnaryOperator<String> redaction;
  private final RpcSettings settings;
  private final RpcMetrics metrics;
  private final LongSupplier nanoTime;

  JsonRpcClient(RpcParts parts, RpcMetrics metrics) {
    this.vertx = parts.vertx();
    this.http = parts.http();
    this.guard = parts.guard();
    this.redaction = parts.redaction();
    this.settings = parts.settings();
    this.nanoTime = parts.nanoTime();
    this.metrics = metrics;
  }

  /// Asks one question; an `error` in the answer is a result here.
  Future<JsonRpcResult> ask(Endpoint endpoint, JsonRpcRequest request) {
    Context context = vertx.getOrCreateContext();
    metrics.asked(request);
    return post(endpoint, Buffer.buffer(request.toJson(1)))
        .compose(body -> read(context, body, () -> JsonRpcAnswers.single(body)))
        .map(result -> result.redacted(redaction))
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
        .map(results -> results.map(this::redacted))
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

  private List<JsonRpcResult> redacted(List<JsonRpcResult> results) {
    return results.stream().map(result -> result.redacted(redaction)).toList();
  }

  private Future<AnswerBody> post(Endpoint endpoint, Buffer question) {
    long askedAt = nanoTime.getAsLong();
    return endpoint
        .post()
        .compose(this::guarded)
        .compose(options -> exchange(options, question))
        .recover(
            cause ->
                Future.failedFuture(
                    cause instanceof RpcException ? cause : RpcException.network(cause)))
        .onSuccess(_ -> metrics.answered(nanoTime.getAsLong() - askedAt));
  }

  /// What follows a request hangs on the request's own future: it has a context, and on that one
  /// thread the answer is not over before somebody listens.
  private Future<AnswerBody> exchange(RequestOptions options, Buffer question) {
    return http.request(options)
        .compose(
            request ->
                QuietReset.of(request)
                    .send(question)
                    .compose(response -> answer(request, response))
                    .timeout(settings.timeout().toMillis(), TimeUnit.MILLISECONDS)
                    .onFailure(_ -> request.reset()));
  }

  private Future<RequestOptions> guarded(RequestOptions options) {
    return guard
        .check(NodeUrl.unbracketed(options.getHost()), options.getPort())
        .compose(
            verdict ->
                switch (verdict) {
                  case AddressGuard.Verdict.Unchecked() -> Future.succeededFuture(options);
                  case AddressGuard.Verdict.Checked checked ->
                      Future.succeededFuture(checked.lead(options));
                  case AddressGuard.Verdict.Forbidden() ->
                      Future.failedFuture(RpcException.forbidden());
                });
  }

  private Future<AnswerBody> answer(HttpClientRequest request, HttpClientResponse response) {
    Promise<AnswerBody> whole = Promise.promise();
    boolean good = response.statusCode() / 100 == 2;
    int maxBytes = good ? settings.maxAnswerBytes() : SMALL_BYTES;
    RpcException tooMuch = good ? RpcException.tooLarge(maxBytes) : refusal(response);
    AnswerBody body =
        new AnswerBody(length(response.getHeader(HttpHeaders.CONTENT_LENGTH)), maxBytes);
    response.handler(
        chunk -> {
          if (!body.add(chunk)) {
            whole.tryFail(tooMuch);
            request.reset();
          }
        });
    response.exceptionHandler(whole::tryFail);
    response.endHandler(_ -> whole.tryComplete(body));
    return good
        ? whole.future()
        : whole.future().transform((_, _) -> Future.failedFuture(refusal(response)));
  }

  private static RpcException refusal(HttpClientResponse response) {
    return RpcException.http(response.statusCode(), RetryAfter.of(response.headers()));
  }

  private static OptionalLong length(@Nullable String header) {
    return header != null && header.matches("\\d{1,18}")
        ? OptionalLong.of(Long.parseLong(header))
        : OptionalLong.empty();
  }

  private static <T> Future<T> read(Context context, AnswerBody body, Callable<T> reader) {
    if (body.size() > SMALL_BYTES) {
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
