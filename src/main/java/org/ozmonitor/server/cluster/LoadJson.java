package org.ozmonitor.server.cluster;

import io.vertx.core.json.JsonObject;
import org.ozmonitor.core.balance.WorkerLoad;

/// The load of a worker as its row and its entry in the cluster's map carry it. Fields that are
/// missing, as in rows of earlier versions, or no numbers are 0.
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
        number(json, "cpu").doubleValue(),
        number(json, "memory").doubleValue(),
        number(json, "tenants").intValue(),
        number(json, "rpc_per_second").doubleValue(),
        number(json, "processing_ms").doubleValue(),
        number(json, "errors_last_hour").longValue(),
        number(json, "uptime_seconds").longValue());
  }

  /// What is not a number, as JSON has it ("NaN"), must not keep anybody from reading the workers.
  private static Number number(JsonObject json, String key) {
    return json.getValue(key) instanceof Number number ? number : 0;
  }
}
