package org.ozmonitor.server.definition;

import io.vertx.core.json.JsonObject;
import org.ozmonitor.server.cluster.Topic;
import org.ozmonitor.server.cluster.TopicCodec;

/// What the configuration says over the event bus.
public final class DefinitionTopics {
  /// A version that was just committed: look now instead of at the next poll.
  public static final Topic<Long> CONFIG_CHANGED =
      new Topic<>(
          "config.changed",
          TopicCodec.json(
              version -> new JsonObject().put("version", version),
              json -> json.getLong("version")));

  /// An operator wants all nodes to compare what they hold with the database.
  public static final Topic<Long> RELOAD =
      new Topic<>(
          "config.reload",
          TopicCodec.json(
              version -> new JsonObject().put("version", version),
              json -> json.getLong("version")));

  private DefinitionTopics() {}
}
