package org.ozmonitor.server.management;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.ozmonitor.server.async.OffLoop;
import org.ozmonitor.server.config.ManagementConfig;

/// Serves `/health` (the process answers), `/ready` (what is missing, by name), `/metrics`
/// (Prometheus text) and `/api/v1` of operators. Confined to its context.
public final class ManagementVerticle extends VerticleBase {
  private static final long PROBE_SECONDS = 2;

  private final ManagementConfig config;
  private final Readiness readiness;
  private final Supplier<Future<Void>> database;
  private final PrometheusMeterRegistry registry;
  private final Operations operations;
  private @Nullable HttpServer server;
  private Future<String> scrape = Future.succeededFuture("");

  /// @param config port 0 = any free port, see {@link #actualPort}
  /// @param database succeeds when the database answers
  public ManagementVerticle(
      ManagementConfig config,
      Readiness readiness,
      Supplier<Future<Void>> database,
      PrometheusMeterRegistry registry,
      Operations operations) {
    this.config = config;
    this.operations = operations;
    this.readiness = readiness;
    this.database = database;
    this.registry = registry;
  }

  /// The port that is listened on, 0 before the start.
  public int actualPort() {
    return server == null ? 0 : server.actualPort();
  }

  @Override
  public Future<?> start() {
    Router router = Router.router(vertx);
    router.get("/health").handler(ManagementVerticle::health);
    router.get("/ready").handler(this::ready);
    router.get("/metrics").handler(this::metrics);
    new ManagementApi(operations, config.token()).mount(router);
    return vertx
        .createHttpServer()
        .requestHandler(router)
        .listen(config.port(), config.host())
        .recover(cause -> Future.failedFuture(new IllegalStateException(cannotListen(cause))))
        .onSuccess(
            listening -> {
              server = listening;
              ManagementLog.listens(config.host(), listening.actualPort());
            });
  }

  private String cannotListen(Throwable cause) {
    return "cannot listen on management.host %s, management.port %d (0 = any free port): %s"
        .formatted(config.host(), config.port(), cause.getMessage());
  }

  private static void health(RoutingContext request) {
    answer(request, 200, new JsonObject().put("status", "up"));
  }

  private void ready(RoutingContext request) {
    database
        .get()
        .timeout(PROBE_SECONDS, TimeUnit.SECONDS)
        .map(_ -> readiness.missing())
        .otherwise(this::missingWithDatabase)
        .onSuccess(
            missing ->
                answer(
                    request,
                    missing.isEmpty() ? 200 : 503,
                    withNotes(
                        new JsonObject()
                            .put("status", missing.isEmpty() ? "ready" : "not ready")
                            .put("missing", missing))))
        .onFailure(request::fail);
  }

  private JsonObject withNotes(JsonObject body) {
    Map<String, List<String>> notes = readiness.notes();
    return notes.isEmpty() ? body : body.put("notes", notes);
  }

  private Map<String, List<String>> missingWithDatabase(Throwable cause) {
    Map<String, List<String>> missing = new TreeMap<>(readiness.missing());
    missing.put("database", List.of(String.valueOf(cause.getMessage())));
    return missing;
  }

  /// One at a time, and whoever asks meanwhile gets the same: a disk that hangs must not take all
  /// worker threads of the process, one for each time that somebody asks.
  private void metrics(RoutingContext request) {
    if (scrape.isComplete()) {
      scrape = OffLoop.call(vertx.getOrCreateContext(), registry::scrape);
    }
    scrape
        .onSuccess(
            text ->
                request
                    .response()
                    .putHeader("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
                    .end(text)
                    .onFailure(ManagementLog::answerUnread))
        .onFailure(request::fail);
  }

  private static void answer(RoutingContext request, int status, JsonObject body) {
    request
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", "application/json")
        .end(body.toBuffer())
        .onFailure(ManagementLog::answerUnread);
  }
}
