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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Serves `/health` (the process answers), `/ready` (what is missing, by name) and `/metrics`
/// (Prometheus text). Confined to its context.
public final class ManagementVerticle extends VerticleBase {
  private static final Logger log = LoggerFactory.getLogger(ManagementVerticle.class);
  private static final long PROBE_SECONDS = 2;

  private final String host;
  private final int port;
  private final Readiness readiness;
  private final Supplier<Future<Void>> database;
  private final PrometheusMeterRegistry registry;
  private @Nullable HttpServer server;

  /// @param port 0 = any free port, see {@link #actualPort}
  /// @param database succeeds when the database answers
  public ManagementVerticle(
      String host,
      int port,
      Readiness readiness,
      Supplier<Future<Void>> database,
      PrometheusMeterRegistry registry) {
    this.host = host;
    this.port = port;
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
    return vertx
        .createHttpServer()
        .requestHandler(router)
        .listen(port, host)
        .recover(cause -> Future.failedFuture(new IllegalStateException(cannotListen(cause))))
        .onSuccess(
            listening -> {
              server = listening;
              log.atInfo()
                  .addKeyValue("host", host)
                  .addKeyValue("port", listening.actualPort())
                  .log("management port listens");
            });
  }

  private String cannotListen(Throwable cause) {
    return "cannot listen on management.host %s, management.port %d (0 = any free port): %s"
        .formatted(host, port, cause.getMessage());
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

  private void metrics(RoutingContext request) {
    vertx
        .executeBlocking(() -> registry.scrape(), false)
        .onSuccess(
            text ->
                request
                    .response()
                    .putHeader("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
                    .end(text)
                    .onFailure(cause -> log.debug("metrics answer was not read", cause)))
        .onFailure(request::fail);
  }

  private static void answer(RoutingContext request, int status, JsonObject body) {
    request
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", "application/json")
        .end(body.toBuffer())
        .onFailure(cause -> log.debug("answer was not read", cause));
  }
}
