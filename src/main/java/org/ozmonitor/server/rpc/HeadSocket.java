package org.ozmonitor.server.rpc;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// One subscription to `newHeads`: connects, checks the chain, subscribes, and begins again when
/// the
/// connection ends or falls silent, at the next address. It never gives up; while it is not
/// connected, polling finds the head. Confined to its context.
final class HeadSocket implements HeadSubscription {
  private static final int CHAIN_ID = 1;
  private static final int SUBSCRIBE = 2;
  private static final long PING_MS = 20_000;
  private static final short NORMAL_CLOSE = 1000;

  /// Pings without any sign of life, then the connection is taken for dead.
  private static final int SILENT_PINGS = 2;

  private static final JsonRpcRequest NEW_HEADS =
      new JsonRpcRequest("eth_subscribe", "[\"newHeads\"]", true);

  private final HeadSockets sockets;
  private final Context context;
  private final LongConsumer onHead;
  private @Nullable WebSocket socket;

  /// Rises with each connection and its end: what belongs to an older one is not listened to.
  private int connection;

  private boolean closed;
  private int next;
  private int failures;
  private int silentPings;
  private long timer = -1;

  HeadSocket(HeadSockets sockets, Context context, LongConsumer onHead) {
    this.sockets = sockets;
    this.context = context;
    this.onHead = onHead;
  }

  void start() {
    context.runOnContext(_ -> connect());
  }

  @Override
  public void close() {
    context.runOnContext(
        _ -> {
          closed = true;
          drop();
        });
  }

  private void connect() {
    if (closed) {
      return;
    }
    int mine = ++connection;
    NodeUrl url = sockets.urls().get(next++ % sockets.urls().size());
    sockets
        .connect(url)
        .onSuccess(connected -> opened(mine, url, connected))
        .onFailure(cause -> ended(mine, url, cause.getClass().getSimpleName()));
  }

  private void opened(int mine, NodeUrl url, WebSocket connected) {
    if (connection != mine) {
      connected.close().onFailure(sockets.log()::headsCloseFailed);
      return;
    }
    socket = connected;
    silentPings = 0;
    connected.exceptionHandler(cause -> ended(mine, url, cause.getClass().getSimpleName()));
    connected.closeHandler(_ -> ended(mine, url, "connection closed"));
    connected.pongHandler(_ -> silentPings = 0);
    connected.textMessageHandler(text -> received(mine, url, connected, text));
    if (sockets.chainId().isPresent()) {
      send(mine, url, connected, EvmQuestions.CHAIN_ID.toJson(CHAIN_ID));
    } else {
      send(mine, url, connected, NEW_HEADS.toJson(SUBSCRIBE));
    }
    ping(mine, url, connected);
  }

  private void send(int mine, NodeUrl url, WebSocket to, String message) {
    to.writeTextMessage(message)
        .onFailure(cause -> ended(mine, url, cause.getClass().getSimpleName()));
  }

  private void ping(int mine, NodeUrl url, WebSocket connected) {
    timer =
        sockets
            .vertx()
            .setTimer(
                PING_MS,
                _ -> {
                  if (++silentPings > SILENT_PINGS) {
                    ended(mine, url, "fell silent");
                  } else {
                    connected
                        .writePing(Buffer.buffer("ozm"))
                        .onFailure(cause -> ended(mine, url, cause.getClass().getSimpleName()));
                    ping(mine, url, connected);
                  }
                });
  }

  private void received(int mine, NodeUrl url, WebSocket from, String text) {
    if (connection != mine) {
      return;
    }
    silentPings = 0;
    JsonSlice message = JsonSlice.of(text);
    try {
      Optional<String> id = JsonRpcAnswers.member(message, "id").map(JsonSlice::toString);
      if (id.isEmpty()) {
        hint(message);
      } else if (id.get().equals(Integer.toString(CHAIN_ID))) {
        chainIdTold(mine, url, from, message);
      } else if (JsonRpcAnswers.member(message, "result").isEmpty()) {
        ended(mine, url, "subscription refused");
      } else {
        sockets.log().headsFollowed(url);
        sockets.metrics().subscribed(true);
      }
    } catch (RpcException e) {
      ended(mine, url, "message is not JSON");
    }
  }

  private void chainIdTold(int mine, NodeUrl url, WebSocket from, JsonSlice message)
      throws RpcException {
    OptionalLong told =
        JsonRpcAnswers.member(message, "result")
            .flatMap(JsonRpcAnswers::text)
            .map(EvmQuestions::number)
            .orElse(OptionalLong.empty());
    if (told.equals(sockets.chainId())) {
      send(mine, url, from, NEW_HEADS.toJson(SUBSCRIBE));
    } else {
      ended(mine, url, "serves another chain");
    }
  }

  /// `{"method":"eth_subscription","params":{"subscription":…,"result":{"number":…}}}`
  private void hint(JsonSlice message) throws RpcException {
    JsonSlice head = message;
    for (String name : List.of("params", "result")) {
      Optional<JsonSlice> inner = JsonRpcAnswers.member(head, name);
      if (inner.isEmpty()) {
        return;
      }
      head = inner.get();
    }
    JsonRpcAnswers.member(head, "number")
        .flatMap(JsonRpcAnswers::text)
        .map(EvmQuestions::number)
        .orElse(OptionalLong.empty())
        .ifPresent(
            height -> {
              failures = 0;
              sockets.metrics().headHinted();
              onHead.accept(height);
            });
  }

  /// Begins again after a pause, once for each connection.
  private void ended(int mine, NodeUrl url, String reason) {
    if (connection != mine) {
      return;
    }
    drop();
    sockets.log().headsLost(url, reason);
    timer = sockets.vertx().setTimer(sockets.pauseMs(failures++), _ -> connect());
  }

  private void drop() {
    connection++;
    sockets.vertx().cancelTimer(timer);
    sockets.metrics().subscribed(false);
    WebSocket dropped = socket;
    socket = null;
    if (dropped != null && !dropped.isClosed()) {
      dropped.close(NORMAL_CLOSE, "").onFailure(sockets.log()::headsCloseFailed);
    }
  }
}
