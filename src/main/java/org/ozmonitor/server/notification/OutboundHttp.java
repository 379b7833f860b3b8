package org.ozmonitor.server.notification;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.StreamResetException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.LongSupplier;
import org.ozmonitor.core.notification.Answer;
import org.ozmonitor.core.notification.DeliveryResult;
import org.ozmonitor.core.notification.Endpoint;
import org.ozmonitor.core.notification.OutboundRequest;
import org.ozmonitor.server.outbound.AddressGuard;
import org.ozmonitor.server.outbound.QuietReset;

/// Makes requests to addresses that tenants choose: guarded, without redirects, bounded in time and
/// in what is read. Confined to one context.
final class OutboundHttp {
  private static final int MAX_ANSWER = 64 << 10;

  /// Of an answer: a message that was taken must not look refused.
  private static final int MAX_HEADERS = 64 << 10;

  private static final int MAX_EXCERPT_BYTES = 1 << 10;
  private static final Duration LONGEST_CONNECT = Duration.ofSeconds(5);

  private final Vertx vertx;
  private final HttpClient client;
  private final AddressGuard guard;
  private final Duration timeout;
  private final LongSupplier nanoTime;
  private final InstantSource clock;

  /// Reads answers in the receiver's own words.
  @FunctionalInterface
  interface Meaning {
    /// @param now to turn a date into a wait
    DeliveryResult of(Answer answer, Instant now);
  }

  /// @param timeout of one request in total
  /// @param mostConnections to one host: not what bounds an endpoint, or one tenant could keep
  /// another waiting
  OutboundHttp(
      Vertx vertx,
      AddressGuard guard,
      Duration timeout,
      int mostConnections,
      LongSupplier nanoTime,
      InstantSource clock) {
    this.vertx = vertx;
    this.guard = guard;
    this.timeout = timeout;
    this.nanoTime = nanoTime;
    this.clock = clock;
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setKeepAliveTimeout(20)
                .setDecompressionSupported(false)
                .setMaxHeaderSize(MAX_HEADERS),
            new PoolOptions().setHttp1MaxSize(mostConnections));
  }

  /// Sends one request. Nothing is written after `deadlineNanos`, and the answer is not waited for
  /// beyond it.
  ///
  /// @param meaning reads the answer
  Future<SendOutcome> send(OutboundRequest request, Meaning meaning, long deadlineNanos) {
    long endNanos = Math.min(nanoTime.getAsLong() + timeout.toNanos(), deadlineNanos);
    return guard
        .check(request.endpoint().host(), request.endpoint().port())
        .compose(
            verdict ->
                switch (verdict) {
                  case AddressGuard.Verdict.Unchecked() ->
                      connect(request, options(request), meaning, endNanos, deadlineNanos);
                  case AddressGuard.Verdict.Checked checked ->
                      connect(
                          request,
                          checked.lead(options(request)),
                          meaning,
                          endNanos,
                          deadlineNanos);
                  case AddressGuard.Verdict.Forbidden() ->
                      Future.succeededFuture(
                          SendOutcome.attempted(
                              new DeliveryResult.Refused("the address is not allowed")));
                })
        .otherwise(
            cause ->
                SendOutcome.attempted(
                    new DeliveryResult.Retryable(reason(cause), Optional.empty())));
  }

  Future<Void> close() {
    return client.close().eventually(guard::close);
  }

  private Future<SendOutcome> connect(
      OutboundRequest request,
      RequestOptions options,
      Meaning meaning,
      long endNanos,
      long deadlineNanos) {
    long left = leftMillis(endNanos);
    if (left <= 0) {
      return Future.succeededFuture(unsent(deadlineNanos));
    }
    options.setConnectTimeout(Math.min(left, LONGEST_CONNECT.toMillis()));
    return client
        .request(options)
        .map(QuietReset::of)
        .compose(ready -> exchange(ready, request, meaning, endNanos, deadlineNanos));
  }

  /// Looks at the clock once more: waiting for a connection may have taken the rest of the claim.
  private Future<SendOutcome> exchange(
      HttpClientRequest ready,
      OutboundRequest request,
      Meaning meaning,
      long endNanos,
      long deadlineNanos) {
    long left = leftMillis(endNanos);
    if (left <= 0) {
      return ready.reset().transform(_ -> Future.succeededFuture(unsent(deadlineNanos)));
    }
    request.headers().forEach(ready::putHeader);
    long timer = vertx.setTimer(left, _ -> ready.reset());
    return ready
        .send(Buffer.buffer(request.body()))
        .compose(response -> read(response, meaning))
        .onComplete(_ -> vertx.cancelTimer(timer));
  }

  /// Only a claim that has ended is nobody's attempt; a name or a connection that took all the time
  /// is one, or it would be tried for ever.
  private SendOutcome unsent(long deadlineNanos) {
    return nanoTime.getAsLong() - deadlineNanos >= 0
        ? new SendOutcome.ClaimEnded()
        : SendOutcome.attempted(
            new DeliveryResult.Retryable("no connection in time", Optional.empty()));
  }

  /// An answer that is cut or too long counts by its status and by what came of it.
  private Future<SendOutcome> read(HttpClientResponse response, Meaning meaning) {
    Reading reading = new Reading(response);
    response.handler(reading::on);
    return response.end().transform(_ -> Future.succeededFuture(attempted(reading, meaning)));
  }

  private SendOutcome attempted(Reading reading, Meaning meaning) {
    HttpClientResponse response = reading.response;
    var answer =
        new Answer(
            response.statusCode(),
            Optional.ofNullable(response.getHeader("retry-after")),
            reading.body());
    return new SendOutcome.Attempted(
        meaning.of(answer, clock.instant()),
        OptionalInt.of(response.statusCode()),
        reading.excerpt());
  }

  private static final class Reading {
    private final HttpClientResponse response;
    private final Buffer beginning = Buffer.buffer();
    private long bytes;

    Reading(HttpClientResponse response) {
      this.response = response;
    }

    void on(Buffer part) {
      bytes += part.length();
      int kept = Math.min(part.length(), MAX_ANSWER - beginning.length());
      if (kept > 0) {
        beginning.appendBuffer(part, 0, kept);
      }
      if (bytes > MAX_ANSWER) {
        response.request().reset();
      }
    }

    /// What is not UTF-8 is replaced; so is what the cut breaks.
    String body() {
      return beginning.toString(StandardCharsets.UTF_8);
    }

    String excerpt() {
      return beginning
          .getBuffer(0, Math.min(beginning.length(), MAX_EXCERPT_BYTES))
          .toString(StandardCharsets.UTF_8);
    }
  }

  private static RequestOptions options(OutboundRequest request) {
    Endpoint endpoint = request.endpoint();
    return new RequestOptions()
        .setHost(endpoint.host())
        .setPort(endpoint.port())
        .setSsl(endpoint.tls())
        .setURI(endpoint.target())
        .setMethod(HttpMethod.valueOf(request.method()))
        .setFollowRedirects(false);
  }

  private long leftMillis(long endNanos) {
    return Duration.ofNanos(endNanos - nanoTime.getAsLong()).toMillis();
  }

  /// Short and without anything that may be secret.
  private static String reason(Throwable cause) {
    return switch (cause) {
      case StreamResetException _ -> "no answer in time"; // HTTP/1.1: only our timer resets
      case UnknownHostException _ -> "host not found";
      case ConnectException _ -> "no connection";
      default -> "network: " + cause.getClass().getSimpleName();
    };
  }
}
