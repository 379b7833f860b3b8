package org.ozmonitor.server.work;

import io.vertx.core.json.JsonObject;
import org.ozmonitor.server.cluster.Topic;
import org.ozmonitor.server.cluster.TopicCodec;

/// A hint: there are matches whose filter scripts are to be asked. Immutable.
///
/// @param count how many were committed
public record ScreeningsDue(int count) {
  public static final Topic<ScreeningsDue> TOPIC =
      new Topic<>(
          "screenings-due",
          TopicCodec.json(
              message -> new JsonObject().put("count", message.count()),
              json -> new ScreeningsDue(json.getInteger("count"))));
}
