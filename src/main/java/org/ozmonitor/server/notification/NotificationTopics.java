package org.ozmonitor.server.notification;

import io.vertx.core.json.JsonObject;
import org.ozmonitor.server.cluster.Topic;
import org.ozmonitor.server.cluster.TopicCodec;

/// The topics about deliveries.
public final class NotificationTopics {
  /// Hint: there are deliveries that nobody has claimed. The number is how many were committed.
  public static final Topic<Integer> DELIVERIES_DUE =
      new Topic<>(
          "deliveries-due",
          TopicCodec.json(
              count -> new JsonObject().put("count", count), json -> json.getInteger("count")));

  private NotificationTopics() {}
}
