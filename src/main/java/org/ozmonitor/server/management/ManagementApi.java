package org.ozmonitor.server.management;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.ozmonitor.core.balance.SystemMetrics;
import org.ozmonitor.server.balance.Assignments;
import org.ozmonitor.server.config.ManagementConfig;
import org.ozmonitor.server.status.ClusterStatus;
import org.ozmonitor.server.status.StatusJson;

/// `/api/v1` of operators: what they see, and what they may ask for with the token. Confined to the
/// context of its verticle.
final class ManagementApi {
  private static final int ROWS = 100;
  private static final int MOST_ROWS = 1_000;
  private static final long LONGEST_SECONDS = 15;

  /// Requests in hand: the rest of the node needs the database, too.
  private static final int MOST_AT_ONCE = 4;

  private static final int LARGEST_BODY = 16 << 10;

  private final Operations operations;
  private final TokenGuard guard;
  private int inHand;

  ManagementApi(Operations operations, Optional<ManagementConfig.Token> token) {
    this.operations = operations;
    this.guard = new TokenGuard(token);
  }

  void mount(Router router) {
    router.route("/api/v1/*").handler(BodyHandler.create(false).setBodyLimit(LARGEST_BODY));
    router.get("/api/v1/status").handler(read(limit -> status(limit).map(StatusJson::of)));
    router
        .get("/api/v1/workers")
        .handler(
            read(limit -> status(limit).map(it -> StatusJson.page(it.nodes(), StatusJson::node))));
    router
        .get("/api/v1/assignments")
        .handler(
            request ->
                read(limit -> assignments(request.request().getParam("tenant"), limit))
                    .handle(request));
    router.get("/api/v1/rebalance/:request").handler(this::outcome);
    router
        .get("/api/v1/metrics/summary")
        .handler(read(_ -> operations.summary().map(ManagementApi::json)));
    router.post("/api/v1/*").handler(guard::check);
    router
        .post("/api/v1/tenants/reload")
        .handler(
            change(
                _ ->
                    operations
                        .reloadTenants()
                        .map(version -> new JsonObject().put("version", version))));
    router
        .post("/api/v1/rebalance")
        .handler(
            change(
                _ ->
                    operations
                        .rebalance()
                        .map(request -> new JsonObject().put("request", request))));
    router.post("/api/v1/workers/:worker/drain").handler(change(this::drain));
    router.route("/api/v1/*").handler(ManagementApi::unknown);
    router.route("/api/v1/*").failureHandler(ManagementApi::failed);
  }

  private Future<ClusterStatus> status(int limit) {
    return operations.status(limit);
  }

  private Handler<RoutingContext> read(Function<Integer, Future<JsonObject>> what) {
    return request -> {
      Optional<Integer> limit = limit(request);
      if (limit.isEmpty()) {
        new ProblemAnswer(
                400,
                "limit-out-of-range",
                "The number of rows is wrong",
                "limit must be a whole number from 1 to " + MOST_ROWS)
            .send(request);
      } else {
        answer(request, 200, () -> what.apply(limit.get()));
      }
    };
  }

  private Handler<RoutingContext> change(Function<RoutingContext, Future<JsonObject>> what) {
    return request -> {
      ManagementLog.asked(
          request.normalizedPath(), String.valueOf(request.request().remoteAddress()));
      answer(request, 202, () -> what.apply(request));
    };
  }

  private void answer(RoutingContext request, int status, Supplier<Future<JsonObject>> what) {
    if (inHand >= MOST_AT_ONCE) {
      new ProblemAnswer(
              503, "busy", "Too much at once", "others are being answered; ask again in a moment")
          .send(request);
      return;
    }
    inHand++;
    Future.succeededFuture()
        .compose(_ -> what.get())
        .timeout(LONGEST_SECONDS, TimeUnit.SECONDS)
        .onComplete(_ -> inHand--)
        .onSuccess(json -> send(request, status, json))
        .onFailure(request::fail);
  }

  private Future<JsonObject> assignments(@Nullable String tenant, int limit) {
    return operations
        .assignments(Optional.ofNullable(tenant), limit + 1)
        .map(
            found -> {
              JsonArray rows = new JsonArray();
              found.stream().limit(limit).map(ManagementApi::json).forEach(rows::add);
              return new JsonObject().put("rows", rows).put("more", found.size() > limit);
            });
  }

  private void outcome(RoutingContext request) {
    String number = Objects.requireNonNullElse(request.pathParam("request"), "");
    if (!number.matches("[0-9]{1,18}")) {
      unknown(request);
      return;
    }
    answer(
        request,
        200,
        () ->
            operations
                .outcome(Long.parseLong(number))
                .map(
                    found ->
                        found
                            .map(
                                it ->
                                    new JsonObject()
                                        .put("answered", true)
                                        .put("done", it.done())
                                        .put("detail", it.detail()))
                            .orElseGet(() -> new JsonObject().put("answered", false))));
  }

  /// `?cancel=true` takes it back.
  private Future<JsonObject> drain(RoutingContext request) {
    String worker = Objects.requireNonNullElse(request.pathParam("worker"), "");
    boolean drains = !"true".equals(request.request().getParam("cancel"));
    return operations
        .drain(worker, drains)
        .compose(
            known ->
                known
                    ? Future.succeededFuture(
                        new JsonObject().put("worker", worker).put("draining", drains))
                    : Future.failedFuture(new NoSuchElementException(worker)));
  }

  private static JsonObject json(Assignments.Listed it) {
    JsonObject json =
        new JsonObject().put("tenant", it.tenant()).put("tenant_id", it.id().toString());
    it.worker().ifPresent(worker -> json.put("worker", worker));
    return json.put("priority", it.priority())
        .put("version", it.version())
        .put("reason", it.reason())
        .put("assigned_at", it.assignedAt().toString());
  }

  private static Optional<Integer> limit(RoutingContext request) {
    String given = request.request().getParam("limit");
    if (given == null) {
      return Optional.of(ROWS);
    }
    return given.matches("[0-9]{1,4}")
        ? Optional.of(Integer.valueOf(given)).filter(it -> it >= 1 && it <= MOST_ROWS)
        : Optional.empty();
  }

  private static JsonObject json(SystemMetrics metrics) {
    return new JsonObject()
        .put("active_workers", metrics.activeWorkers())
        .put("active_tenants", metrics.activeTenants())
        .put("total_monitors", metrics.totalMonitors())
        .put("total_rpc_rate", metrics.totalRpcRate())
        .put("cache_hit_rate", metrics.cacheHitRate())
        .put("avg_block_lag", metrics.avgBlockLag())
        .put("total_matches_last_hour", metrics.totalMatchesLastHour())
        .put("health_score", metrics.healthScore())
        .put("healthy", metrics.isHealthy());
  }

  private static void send(RoutingContext request, int status, JsonObject json) {
    request
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", "application/json")
        .putHeader("Cache-Control", "no-store")
        .end(json.toBuffer())
        .onFailure(ManagementLog::answerUnread);
  }

  private static void unknown(RoutingContext request) {
    new ProblemAnswer(
            404,
            "unknown-address",
            "There is nothing here",
            "see docs/operations.md for what there is")
        .send(request);
  }

  private static void failed(RoutingContext request) {
    Throwable cause = request.failure();
    if (cause == null || request.statusCode() == 413) {
      new ProblemAnswer(
              request.statusCode(),
              "refused",
              "The request is refused",
              "it is too large, or wrong")
          .send(request);
      return;
    }
    if (cause instanceof NoSuchElementException) {
      new ProblemAnswer(
              404,
              "no-such-worker",
              "There is no such worker",
              "it has another name, or has stopped; see /api/v1/workers")
          .send(request);
      return;
    }
    ManagementLog.failed(request.normalizedPath(), cause);
    new ProblemAnswer(
            503,
            "unavailable",
            "This cannot be answered now",
            "the database does not answer; see /ready")
        .send(request);
  }
}
