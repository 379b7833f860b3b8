package org.ozmonitor.server.work;

import io.vertx.core.json.JsonObject;
import org.ozmonitor.server.cluster.Topic;
import org.ozmonitor.server.cluster.TopicCodec;

/// A hint: a worker has come or gone; the load balancer looks sooner. The rows decide. Immutable.
public record WorkerHeartbeat(String worker, boolean running) {
  public static final Topic<WorkerHeartbeat> TOPIC =
      Topic.urgent(
          "worker-heartbeat",
          TopicCodec.json(
              message ->
                  new JsonObject()
                      .put("worker", message.worker())
                      .put("running", message.running()),
              json -> new WorkerHeartbeat(json.getString("worker"), json.getBoolean("running"))));
}
