package org.ozmonitor.server.notification;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/// A webhook receiver that answers as told, or not at all.
final class HttpReceiver {
  private final HttpServer server;
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private volatile BiConsumer<Integer, HttpServerResponse> answer = (_, response) -> response.end();

  /// One request.
  ///
  /// @param headers names in lower case
  record Request(String method, String path, Map<String, String> headers, String body) {
    String id() {
      return headers.getOrDefault("webhook-id", "");
    }
  }

  HttpReceiver(Vertx vertx) {
    server =
        NotificationRows.await(
            vertx.createHttpServer().requestHandler(this::handle).listen(0, "127.0.0.1"));
  }

  /// Decides what the n-th request gets, n from 1; whoever does nothing leaves it hanging.
  void answer(BiConsumer<Integer, HttpServerResponse> decide) {
    answer = decide;
  }

  String url() {
    return "http://127.0.0.1:" + server.actualPort() + "/hook?a=b";
  }

  List<Request> requests() {
    return List.copyOf(requests);
  }

  /// Closes all connections, so that nobody waits for an answer any more.
  void hangUp() {
    NotificationRows.await(server.close());
  }

  private void handle(HttpServerRequest request) {
    Map<String, String> headers = new TreeMap<>();
    request
        .headers()
        .forEach((name, value) -> headers.put(name.toLowerCase(java.util.Locale.ROOT), value));
    request
        .body()
        .onSuccess(
            body -> {
              requests.add(
                  new Request(request.method().name(), request.uri(), headers, body.toString()));
              answer.accept(requests.size(), request.response());
            });
  }
}
