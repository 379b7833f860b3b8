package org.ozmonitor.server.notification;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Objects;
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
    if (path(request).startsWith("/services/")) {
      slack(request, message);
    } else if (path(request).startsWith("/api/webhooks/")) {
      discord(request, message);
    } else if (path(request).equals("/v2/enqueue")) {
      pagerDuty(request, message);
    } else if (path(request).startsWith("/v2/alerts")) {
      opsgenie(request, message);
    } else if (path(request).equals("/api/v1/events")) {
      datadog(request, message);
    } else if (path(request).startsWith("/workflows/")) {
      teams(request, message);
    } else if (path(request).equals("/bot12345678:token/sendMessage")) {
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

  private void pagerDuty(HttpServerRequest request, JsonObject message) {
    JsonObject payload = message.getJsonObject("payload", new JsonObject());
    String action = message.getString("event_action");
    String summary = payload.getString("summary", "");
    boolean trigger =
        "trigger".equals(action)
            && !summary.isEmpty()
            && summary.length() <= 1024
            && !payload.getString("source", "").isEmpty()
            && List.of("critical", "error", "warning", "info")
                .contains(payload.getString("severity"));
    boolean valid =
        message.getString("routing_key", "").length() == 32
            && message.getString("dedup_key", "").length() <= 255
            && (trigger || "resolve".equals(action));
    take(
        request,
        valid,
        action + " " + message.getString("dedup_key") + " " + summary,
        202,
        "{\"status\":\"success\"}",
        400,
        "{\"status\":\"invalid event\"}");
  }

  private void opsgenie(HttpServerRequest request, JsonObject message) {
    boolean closes = path(request).endsWith("/close");
    boolean valid =
        "GenieKey genie".equals(request.getHeader("authorization"))
            && (closes
                ? "alias".equals(request.getParam("identifierType"))
                : !message.getString("message", "").isEmpty()
                    && message.getString("message").length() <= 130
                    && message.getString("alias", "").length() <= 512
                    && message.getString("description", "").length() <= 15_000
                    && message.getString("priority", "").matches("P[1-5]"));
    String words =
        closes
            ? "close " + path(request).split("/", -1)[3]
            : message.getString("alias") + " " + message.getString("message");
    take(request, valid, words, 202, "{\"result\":\"Request will be processed\"}", 422, "{}");
  }

  private void datadog(HttpServerRequest request, JsonObject message) {
    String title = message.getString("title", "");
    boolean valid =
        "dog".equals(request.getHeader("dd-api-key"))
            && !title.isEmpty()
            && title.length() <= 100
            && message.getString("text", "").length() <= 4000
            && message.getString("aggregation_key", "").length() <= 100
            && List.of("error", "warning", "info", "success")
                .contains(message.getString("alert_type"));
    String words = message.getString("alert_type") + " " + title;
    take(request, valid, words, 202, "{\"status\":\"ok\"}", 400, "{}");
  }

  private void teams(HttpServerRequest request, JsonObject message) {
    JsonArray attachments = message.getJsonArray("attachments", new JsonArray());
    JsonObject card =
        attachments.isEmpty()
            ? new JsonObject()
            : attachments.getJsonObject(0).getJsonObject("content", new JsonObject());
    JsonArray body = card.getJsonArray("body", new JsonArray());
    boolean valid =
        "message".equals(message.getString("type"))
            && attachments.size() == 1
            && "AdaptiveCard".equals(card.getString("type"))
            && body.size() == 2
            && message.encode().length() <= 28_000;
    String words = valid ? body.getJsonObject(0).getString("text") : "";
    take(request, valid, words, 202, "", 400, "{}");
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

  private static String path(HttpServerRequest request) {
    return Objects.requireNonNullElse(request.path(), "");
  }

  private static void answer(HttpServerRequest request, int status, String body) {
    var _ = request.response().setStatusCode(status).end(body);
  }
}
