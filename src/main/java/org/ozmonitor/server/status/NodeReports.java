package org.ozmonitor.server.status;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import org.ozmonitor.server.telemetry.NodeHealth;

/// Owns the table `node_reports`: what each node says about itself. For people and for the summary;
/// nothing decides by it. Thread-safe.
public final class NodeReports {
  private static final String WRITE =
      """
      INSERT INTO node_reports AS r (id, roles, version, every, healthy, missing, numbers)
      VALUES ($1, $2, $3, make_interval(secs => $4), $5, $6, $7)
      ON CONFLICT (id) DO UPDATE SET roles = excluded.roles, version = excluded.version,
        every = excluded.every, reported_at = ozm_now(), healthy = excluded.healthy,
        started_at = CASE WHEN $8 THEN ozm_now() ELSE r.started_at END,
        missing = excluded.missing, numbers = excluded.numbers\
      """;

  /// Ids of pods come and go; who has been silent for a day is of no interest any more.
  private static final String FORGET =
      """
      DELETE FROM node_reports WHERE id IN (
        SELECT id FROM node_reports WHERE reported_at < ozm_now() - interval '1 day'
        ORDER BY id LIMIT 100)\
      """;

  private final SqlClient client;

  public NodeReports(SqlClient client) {
    this.client = client;
  }

  /// One node's word.
  ///
  /// @param roles with commas between them
  /// @param version of the program
  /// @param every how often it reports
  /// @param missing what keeps it from being ready, by name
  public record Report(
      String id,
      String roles,
      String version,
      Duration every,
      JsonObject missing,
      NodeHealth health) {}

  /// Replaces what the node said before.
  ///
  /// @param first whether the node has just started
  public Future<Void> write(Report report, boolean first) {
    return client
        .preparedQuery(WRITE)
        .execute(
            Tuple.tuple()
                .addString(report.id())
                .addString(report.roles())
                .addString(report.version())
                .addDouble(report.every().toMillis() / 1000.0)
                .addBoolean(report.health().isHealthy())
                .addJsonObject(report.missing())
                .addJsonObject(json(report.health()))
                .addBoolean(first))
        .compose(_ -> first ? client.query(FORGET).execute() : Future.succeededFuture())
        .mapEmpty();
  }

  /// The node stops: it has nothing more to say.
  public Future<Void> withdraw(String id) {
    return client
        .preparedQuery("DELETE FROM node_reports WHERE id = $1")
        .execute(Tuple.of(id))
        .mapEmpty();
  }

  private static JsonObject json(NodeHealth health) {
    return new JsonObject()
        .put("cpu_usage", rounded(health.cpu()))
        .put("memory_usage", rounded(health.memory()))
        .put("rpc_rate", rounded(health.rpcPerSecond()))
        .put("avg_processing_time_ms", rounded(health.processingMs()))
        .put("errors_last_hour", health.errorsLastHour())
        .put("matches_last_hour", health.matchesLastHour())
        .put("cache_hits_last_hour", health.cacheHitsLastHour())
        .put("cache_requests_last_hour", health.cacheRequestsLastHour())
        .put("uptime_seconds", health.uptimeSeconds());
  }

  private static double rounded(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}
