package org.ozmonitor.server.work;

import io.vertx.core.json.JsonObject;
import org.ozmonitor.server.cluster.Topic;
import org.ozmonitor.server.cluster.TopicCodec;

/// A hint: lanes have other owners or tenants; workers look at theirs. Immutable.
///
/// @param version the configuration version that the assignment was planned with
public record AssignmentsChanged(long version) {
  public static final Topic<AssignmentsChanged> TOPIC =
      Topic.urgent(
          "assignments-changed",
          TopicCodec.json(
              message -> new JsonObject().put("version", message.version()),
              json -> new AssignmentsChanged(json.getLong("version"))));
}
