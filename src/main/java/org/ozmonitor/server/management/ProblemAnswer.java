package org.ozmonitor.server.management;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/// An answer that says what is wrong, as `application/problem+json` (RFC 9457). Immutable.
///
/// @param type stable, for programs; the last part of the problem's `type`
/// @param title the same for every occurrence
/// @param detail of this occurrence, and what would help
record ProblemAnswer(int status, String type, String title, String detail) {
  private static final String TYPES = "urn:ozmonitor:problem:";

  void send(RoutingContext request) {
    request
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", "application/problem+json")
        .end(
            new JsonObject()
                .put("type", TYPES + type)
                .put("title", title)
                .put("status", status)
                .put("detail", detail)
                .put("instance", request.normalizedPath())
                .toBuffer())
        .onFailure(ManagementLog::answerUnread);
  }
}
