package org.ozmonitor.server.demo;

import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// JSON-RPC over WebSocket: every method of the simulated node, and `eth_subscribe` to `newHeads`.
/// Confined to the simulator's context.
final class HeadFeed {
  private static final Logger log = LoggerFactory.getLogger(HeadFeed.class);
  private static final String SUBSCRIPTION = "0x1";

  private final RpcMethods methods;
  private final Set<ServerWebSocket> subscribers = new HashSet<>();

  HeadFeed(RpcMethods methods) {
    this.methods = methods;
  }

  void handle(ServerWebSocket socket) {
    socket.closeHandler(_ -> subscribers.remove(socket));
    socket.textMessageHandler(
        text -> {
          try {
            answer(socket, Json.decodeValue(text));
          } catch (DecodeException e) {
            log.debug("a message to the simulated node is not JSON", e);
          }
        });
  }

  /// Tells of blocks that became visible, in order; those of a reorganisation repeat heights.
  void announce(List<SimulatedBlock> blocks) {
    for (SimulatedBlock block : blocks) {
      JsonObject head = EvmJson.block(block, false);
      head.remove("transactions");
      JsonObject message =
          new JsonObject()
              .put("jsonrpc", "2.0")
              .put("method", "eth_subscription")
              .put(
                  "params", new JsonObject().put("subscription", SUBSCRIPTION).put("result", head));
      subscribers.forEach(socket -> send(socket, message));
    }
  }

  private void answer(ServerWebSocket socket, Object call) {
    if (call instanceof JsonObject question
        && "eth_subscribe".equals(question.getValue("method"))) {
      subscribers.add(socket);
      send(
          socket,
          new JsonObject()
              .put("jsonrpc", "2.0")
              .put("id", question.getValue("id"))
              .put("result", SUBSCRIPTION));
    } else {
      send(socket, methods.answer(call));
    }
  }

  private static void send(ServerWebSocket socket, JsonObject message) {
    socket
        .writeTextMessage(message.encode())
        .onFailure(cause -> log.debug("a subscriber of the simulated node went away", cause));
  }
}
