package org.ozmonitor.server.cluster;

import io.vertx.core.json.JsonObject;
import org.ozmonitor.core.balance.WorkerLoad;

/// The load of a worker as its row and its entry in the cluster's map carry it. Fields that are
/// missing, as in rows of earlier versions, are 0.
final class LoadJson {
  private LoadJson() {}

  static JsonObject encode(WorkerLoad load) {
    return new JsonObject()
        .put("cpu", load.cpu())
        .put("memory", load.memory())
        .put("tenants", load.tenants())
        .put("rpc_per_second", load.rpcPerSecond())
        .put("processing_ms", load.processingMs())
        .put("errors_last_hour", load.errorsLastHour())
        .put("uptime_seconds", load.uptimeSeconds());
  }

  static WorkerLoad decode(JsonObject json) {
    return new WorkerLoad(
        json.getDouble("cpu", 0.0),
        json.getDouble("memory", 0.0),
        json.getInteger("tenants", 0),
        json.getDouble("rpc_per_second", 0.0),
        json.getDouble("processing_ms", 0.0),
        json.getLong("errors_last_hour", 0L),
        json.getLong("uptime_seconds", 0L));
  }
}
