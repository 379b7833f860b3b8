package org.ozmonitor.server.bootstrap;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Locale;
import org.ozmonitor.core.balance.WorkerLoad;
import org.ozmonitor.core.balance.WorkerSighting;
import org.ozmonitor.core.balance.WorkerState;

/// A worker for people to look at. Immutable.
///
/// @param tenants that are assigned to it
/// @param silence since it gave a sign of life
/// @param longest silence of a worker that lives
record WorkerText(WorkerSighting worker, int tenants, Duration silence, Duration longest) {
  String line() {
    WorkerLoad load = worker.load();
    return String.format(
        Locale.ROOT,
        "%s  %s  %d tenants  score %.2f  cpu %.0f%%  memory %.0f%%  %.1f calls/s  %.1f ms a block"
            + "  %d errors  up %d s",
        worker.id(),
        state(),
        tenants,
        score(),
        load.cpu(),
        load.memory(),
        load.rpcPerSecond(),
        load.processingMs(),
        load.errorsLastHour(),
        load.uptimeSeconds());
  }

  JsonObject json() {
    WorkerLoad load = worker.load();
    return new JsonObject()
        .put("worker_id", worker.id())
        .put("state", state())
        .put("silent_seconds", silence.toSeconds())
        .put("epoch", worker.epoch())
        .put("tenant_count", tenants)
        .put("load_score", score())
        .put("healthy", load.isHealthy())
        .put("cpu_usage", load.cpu())
        .put("memory_usage", load.memory())
        .put("rpc_rate", load.rpcPerSecond())
        .put("avg_processing_time_ms", load.processingMs())
        .put("errors_last_hour", load.errorsLastHour())
        .put("uptime_seconds", load.uptimeSeconds());
  }

  private String state() {
    boolean silent = worker.state() != WorkerState.STOPPED && silence.compareTo(longest) >= 0;
    return silent ? "silent" : worker.state().word();
  }

  private double score() {
    return worker.load().score(tenants, WorkerLoad.FULL_AT);
  }
}
