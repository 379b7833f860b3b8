package org.ozmonitor.server.status;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.ozmonitor.server.telemetry.NodeMetrics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks at the node itself at intervals and writes what it finds. Thread-safe; a report that
/// cannot
/// be written is left out, the next one follows.
public final class SelfReport {
  private static final Logger log = LoggerFactory.getLogger(SelfReport.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private final Vertx vertx;
  private final NodeReports reports;
  private final NodeMetrics metrics;
  private final About about;
  private final Supplier<JsonObject> missing;
  private volatile long lookTimer = -1;
  private volatile long reportTimer = -1;
  private volatile boolean said;
  private volatile boolean unhealthy;
  private volatile Future<Void> last = Future.succeededFuture();

  /// What does not change while the node runs.
  ///
  /// @param roles with commas between them
  /// @param every how often it looks at itself
  public record About(String node, String roles, String version, Duration every) {}

  /// @param missing what keeps the node from being ready, by name
  public SelfReport(
      Vertx vertx,
      NodeReports reports,
      NodeMetrics metrics,
      About about,
      Supplier<JsonObject> missing) {
    this.vertx = vertx;
    this.reports = reports;
    this.metrics = metrics;
    this.about = about;
    this.missing = missing;
  }

  /// Reports at once, then at intervals.
  public void start() {
    lookTimer = vertx.setPeriodic(NodeMetrics.LOOK_EVERY.toMillis(), _ -> metrics.look());
    reportTimer = vertx.setPeriodic(about.every().toMillis(), _ -> report());
    report();
  }

  /// Withdraws the report.
  public Future<Void> stop() {
    vertx.cancelTimer(lookTimer);
    vertx.cancelTimer(reportTimer);
    return last.otherwiseEmpty()
        .compose(_ -> reports.withdraw(about.node()))
        .timeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
        .onFailure(cause -> log.debug("report was not withdrawn", cause))
        .otherwiseEmpty();
  }

  private void report() {
    if (!last.isComplete()) {
      return;
    }
    var health = metrics.health();
    if (unhealthy == health.isHealthy()) {
      unhealthy = !health.isHealthy();
      log.atWarn()
          .addKeyValue("healthy", health.isHealthy())
          .addKeyValue("cpu", Math.round(health.cpu()))
          .addKeyValue("memory", Math.round(health.memory()))
          .addKeyValue("errors_last_hour", health.errorsLastHour())
          .log("health of this node has changed");
    }
    last =
        reports
            .write(
                new NodeReports.Report(
                    about.node(),
                    about.roles(),
                    about.version(),
                    about.every(),
                    missing.get(),
                    health),
                !said)
            .timeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
            .onSuccess(_ -> said = true)
            .onFailure(cause -> log.debug("report was not written", cause))
            .otherwiseEmpty();
  }
}
