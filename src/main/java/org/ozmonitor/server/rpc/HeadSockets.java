package org.ozmonitor.server.rpc;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongConsumer;
import org.ozmonitor.server.outbound.AddressGuard;

/// The WebSocket addresses of one network, and how to subscribe to its new heads there.
/// Thread-safe.
///
/// @param urls in order; empty: nobody is ever told
/// @param chainId what `eth_chainId` must say there; empty: anything
record HeadSockets(
    RpcParts parts,
    WebSocketClient client,
    List<NodeUrl> urls,
    OptionalLong chainId,
    RpcMetrics metrics,
    RpcLog log) {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final int MOST_DOUBLINGS = 16;

  HeadSockets {
    urls = List.copyOf(urls);
  }

  /// Tells of new heads on the caller's context, as hints: what is told was not verified, a head
  /// may
  /// come late, twice or never.
  HeadSubscription subscribe(LongConsumer onHead) {
    if (urls.isEmpty()) {
      return () -> {};
    }
    HeadSocket socket = new HeadSocket(this, parts.vertx().getOrCreateContext(), onHead);
    socket.start();
    return socket;
  }

  /// Fails where the address is not allowed.
  Future<WebSocket> connect(NodeUrl url) {
    return parts
        .guard()
        .check(NodeUrl.unbracketed(url.host()), url.port())
        .compose(
            verdict -> {
              WebSocketConnectOptions options = options(url);
              return switch (verdict) {
                case AddressGuard.Verdict.Unchecked() -> client.connect(options);
                case AddressGuard.Verdict.Checked checked -> {
                  var _ = checked.lead(options);
                  yield client.connect(options);
                }
                case AddressGuard.Verdict.Forbidden() ->
                    Future.failedFuture(RpcException.forbidden());
              };
            });
  }

  private static WebSocketConnectOptions options(NodeUrl url) {
    WebSocketConnectOptions options = new WebSocketConnectOptions();
    options
        .setHost(url.host())
        .setPort(url.port())
        .setURI(url.target())
        .setSsl(url.scheme().isTls())
        .setTimeout(CONNECT_TIMEOUT.toMillis());
    url.authorization().ifPresent(value -> options.putHeader(HttpHeaders.AUTHORIZATION, value));
    return options;
  }

  Vertx vertx() {
    return parts.vertx();
  }

  /// The pause after so many failures in a row: full jitter, as between two rounds of a question.
  long pauseMs(int failures) {
    RpcSettings.Rounds rounds = parts.settings().rounds();
    long bound =
        Math.min(
            rounds.longestPause().toMillis(),
            rounds.firstPause().toMillis() << Math.min(failures, MOST_DOUBLINGS));
    return 1 + parts.jitter().applyAsLong(bound);
  }
}
