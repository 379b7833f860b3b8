package org.ozmonitor.server.notification;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Takes messages by the rules of Slack, Discord and Telegram, and answers as they do: what breaks
/// a
/// rule gets the vendor's own refusal.
final class VendorReceiver {
  private final HttpServer server;
  private final List<String> taken = new CopyOnWriteArrayList<>();
  private volatile Scripted scripted = new Scripted(0, "");

  /// An answer that is given whatever comes in; status 0 for none.
  record Scripted(int status, String body) {}

  VendorReceiver(Vertx vertx) {
    server =
        NotificationRows.await(
            vertx.createHttpServer().requestHandler(this::handle).listen(0, "127.0.0.1"));
  }

  String url() {
    return "http://127.0.0.1:" + server.actualPort();
  }

  void answer(int status, String body) {
    scripted = new Scripted(status, body);
  }

  /// The texts of the messages that were taken.
  List<String> taken() {
    return List.copyOf(taken);
  }

  private void handle(HttpServerRequest request) {
    request
        .body()
        .onSuccess(
            body -> {
              if (scripted.status() > 0) {
                answer(request, scripted.status(), scripted.body());
              } else if (!"application/json".equals(request.getHeader("content-type"))
                  || !request.method().name().equals("POST")) {
                answer(request, 400, "invalid_payload");
              } else {
                judge(request, new JsonObject(body));
              }
            });
  }

  private void judge(HttpServerRequest request, JsonObject message) {
    if (request.path().startsWith("/services/")) {
      slack(request, message);
    } else if (request.path().startsWith("/api/webhooks/")) {
      discord(request, message);
    } else if (request.path().equals("/bot12345678:token/sendMessage")) {
      telegram(request, message);
    } else {
      answer(request, 404, "{\"ok\":false,\"error_code\":404,\"description\":\"Not Found\"}");
    }
  }

  private void slack(HttpServerRequest request, JsonObject message) {
    JsonArray blocks = message.getJsonArray("blocks", new JsonArray());
    JsonObject section = blocks.isEmpty() ? new JsonObject() : blocks.getJsonObject(0);
    JsonObject text = section.getJsonObject("text", new JsonObject());
    String words = text.getString("text", "");
    boolean valid =
        blocks.size() <= 50
            && "section".equals(section.getString("type"))
            && "mrkdwn".equals(text.getString("type"))
            && !words.isEmpty()
            && words.length() <= 3000;
    take(request, valid, words, 200, "ok", 400, "invalid_blocks");
  }

  private void discord(HttpServerRequest request, JsonObject message) {
    String words = message.getString("content", "");
    boolean valid = !words.isBlank() && words.length() <= 2000;
    take(request, valid, words, 204, "", 400, "{\"message\":\"Invalid Form Body\",\"code\":50035}");
  }

  private void telegram(HttpServerRequest request, JsonObject message) {
    String words = message.getString("text", "");
    boolean valid =
        "MarkdownV2".equals(message.getString("parse_mode"))
            && message.getValue("disable_web_page_preview") instanceof Boolean
            && !message.getString("chat_id", "").isEmpty()
            && !words.isBlank();
    take(
        request,
        valid,
        words,
        200,
        "{\"ok\":true,\"result\":{}}",
        400,
        "{\"ok\":false,\"error_code\":400,\"description\":\"Bad Request: message text is empty\"}");
  }

  private void take(
      HttpServerRequest request,
      boolean valid,
      String words,
      int status,
      String answer,
      int refusal,
      String refusalBody) {
    if (valid) {
      taken.add(words);
      answer(request, status, answer);
    } else {
      answer(request, refusal, refusalBody);
    }
  }

  private static void answer(HttpServerRequest request, int status, String body) {
    var _ = request.response().setStatusCode(status).end(body);
  }
}
