package org.ozmonitor.server.management;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.balance.Outcome;
import org.ozmonitor.core.balance.SystemMetrics;
import org.ozmonitor.fixture.TestDatabase;
import org.ozmonitor.server.balance.Assignments;
import org.ozmonitor.server.balance.BalanceRequests;
import org.ozmonitor.server.cluster.Workers;
import org.ozmonitor.server.config.ManagementConfig;
import org.ozmonitor.server.status.ClusterStatus;
import org.ozmonitor.server.status.StatusReader;

class ManagementApiIT {
  private static final String TOKEN = "0123456789abcdef-token";

  private final HttpClient http = HttpClient.newHttpClient();
  private final Vertx vertx = Vertx.vertx();
  private final Readiness readiness = new Readiness();
  private final AtomicInteger reloads = new AtomicInteger();
  private Optional<Promise<ClusterStatus>> hanging = Optional.empty();
  private TestDatabase database;
  private @Nullable ManagementVerticle verticle;

  @BeforeEach
  void create() {
    database = TestDatabase.create(vertx);
  }

  @AfterEach
  void close() {
    database.close();
    vertx.close().await();
    http.close();
  }

  @Test
  void answersWhatTheStatusCommandPrints() {
    start(Optional.empty());
    var _ = await(new Workers(database.engine().reader()).register("w1", "worker"));

    JsonObject status = json(get("/api/v1/status"));

    assertThat(status.fieldNames())
        .contains("config_version", "nodes", "leases", "lanes", "troubles");
    assertThat(json(get("/api/v1/workers")).getJsonArray("rows").getJsonObject(0).getString("id"))
        .isEqualTo("w1");
  }

  @Test
  void summarisesTheClusterInAFewNumbers() {
    start(Optional.empty());
    var _ = await(new Workers(database.engine().reader()).register("w1", "worker"));

    JsonObject summary = json(get("/api/v1/metrics/summary"));

    assertThat(summary.getInteger("active_workers")).isEqualTo(1);
    assertThat(summary.getInteger("health_score")).isEqualTo(100);
    assertThat(summary.getBoolean("healthy")).isTrue();
    assertThat(summary.fieldNames())
        .contains(
            "active_tenants",
            "total_monitors",
            "total_rpc_rate",
            "cache_hit_rate",
            "avg_block_lag",
            "total_matches_last_hour");
  }

  @Test
  void changesNothingWithoutAConfiguredToken() {
    start(Optional.empty());

    HttpResponse<String> answer = post("/api/v1/tenants/reload", Optional.of(TOKEN));

    assertProblem(answer, 403, "urn:ozmonitor:problem:token-not-configured");
    assertThat(json(answer).getString("detail")).contains("management.token");
    assertThat(reloads).hasValue(0);
  }

  @Test
  void changesNothingForWhoDoesNotBringTheToken() {
    start(Optional.of(new ManagementConfig.Token(TOKEN)));

    for (Optional<String> wrong :
        List.of(Optional.<String>empty(), Optional.of("x"), Optional.of(TOKEN + "x"))) {
      HttpResponse<String> answer = post("/api/v1/tenants/reload", wrong);
      assertProblem(answer, 401, "urn:ozmonitor:problem:token-required");
      assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
      assertThat(answer.body()).doesNotContain(TOKEN);
    }
    assertThat(reloads).hasValue(0);
  }

  @Test
  void reloadsForWhoBringsTheToken() {
    start(Optional.of(new ManagementConfig.Token(TOKEN)));

    HttpResponse<String> answer = post("/api/v1/tenants/reload", Optional.of(TOKEN));

    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(json(answer).getInteger("version")).isEqualTo(1);
    assertThat(reloads).hasValue(1);
  }

  @Test
  void listsWhichWorkerEvaluatesWhichTenant() {
    start(Optional.empty());
    for (int i = 1; i <= 3; i++) {
      sql(
          "INSERT INTO tenants (id, slug, name) VALUES ('%s', 't%d', 'T')"
              .formatted(new UUID(0, i), i));
      sql(
          """
          INSERT INTO assignments (tenant_id, worker, priority, version, reason)
          VALUES ('%s', 'w1', 2, 1, 'initial')\
          """
              .formatted(new UUID(0, i)));
    }

    JsonObject some = json(get("/api/v1/assignments?limit=2"));
    JsonObject one = json(get("/api/v1/assignments?tenant=t3"));

    assertThat(some.getJsonArray("rows")).hasSize(2);
    assertThat(some.getBoolean("more")).isTrue();
    assertThat(one.getJsonArray("rows")).hasSize(1);
    assertThat(one.getJsonArray("rows").getJsonObject(0).getString("worker")).isEqualTo("w1");
    assertThat(one.getJsonArray("rows").getJsonObject(0).getString("reason")).isEqualTo("initial");
  }

  @Test
  void asksTheLeaderToRebalanceAndDrainsWorkers() {
    start(Optional.of(new ManagementConfig.Token(TOKEN)));
    var _ = await(new Workers(database.engine().reader()).register("w1", "worker"));

    HttpResponse<String> asked = post("/api/v1/rebalance", Optional.of(TOKEN));
    HttpResponse<String> drained = post("/api/v1/workers/w1/drain", Optional.of(TOKEN));

    assertThat(asked.statusCode()).isEqualTo(202);
    long request = json(asked).getLong("request");
    assertThat(json(get("/api/v1/rebalance/" + request)).getBoolean("answered")).isFalse();
    assertThat(drained.statusCode()).isEqualTo(202);
    assertThat(state()).isEqualTo("draining");
    assertThat(post("/api/v1/workers/w1/drain?cancel=true", Optional.of(TOKEN)).statusCode())
        .isEqualTo(202);
    assertThat(state()).isEqualTo("running");
    assertProblem(
        post("/api/v1/workers/nobody/drain", Optional.of(TOKEN)),
        404,
        "urn:ozmonitor:problem:no-such-worker");
    assertProblem(
        post("/api/v1/workers/w1/drain", Optional.empty()),
        401,
        "urn:ozmonitor:problem:token-required");
  }

  private String state() {
    return json(get("/api/v1/workers")).getJsonArray("rows").getJsonObject(0).getString("state");
  }

  private void sql(String statement) {
    var _ = await(database.engine().reader().query(statement).execute());
  }

  @Test
  void saysWhatIsWrongWithARequest() {
    start(Optional.empty());

    for (String limit : List.of("0", "1001", "many", "-1", "99999999999")) {
      assertProblem(
          get("/api/v1/status?limit=" + limit), 400, "urn:ozmonitor:problem:limit-out-of-range");
    }
    assertProblem(get("/api/v1/nothing"), 404, "urn:ozmonitor:problem:unknown-address");
  }

  @Test
  void isNotReadyAndSaysSoWhileTheDatabaseIsAway() {
    start(Optional.empty());
    assertThat(get("/ready").statusCode()).isEqualTo(200);
    var _ = await(database.engine().close());

    HttpResponse<String> ready = get("/ready");

    assertThat(ready.statusCode()).isEqualTo(503);
    assertThat(json(ready).getJsonObject("missing").fieldNames()).containsExactly("database");
    assertThat(get("/health").statusCode()).isEqualTo(200);
    assertProblem(get("/api/v1/status"), 503, "urn:ozmonitor:problem:unavailable");
  }

  @Test
  void answersAFewAtOnceAndTurnsOthersAway() {
    Promise<ClusterStatus> answer = Promise.promise();
    start(Optional.empty());
    hanging = Optional.of(answer);
    List<CompletableFuture<HttpResponse<String>>> asked = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      asked.add(
          http.sendAsync(request("/api/v1/status").build(), HttpResponse.BodyHandlers.ofString()));
    }

    Awaitility.await().until(() -> turnedAway(asked) == 2);
    Awaitility.await().during(Duration.ofMillis(500)).until(() -> turnedAway(asked) == 2);
    answer.fail("over");
  }

  private static long turnedAway(List<CompletableFuture<HttpResponse<String>>> asked) {
    return asked.stream()
        .filter(CompletableFuture::isDone)
        .filter(it -> it.join().body().contains("urn:ozmonitor:problem:busy"))
        .count();
  }

  private void start(Optional<ManagementConfig.Token> token) {
    var reader = new StatusReader(database.engine().reader(), Duration.ofSeconds(6));
    verticle =
        new ManagementVerticle(
            new ManagementConfig("127.0.0.1", 0, token),
            readiness,
            () -> database.engine().reader().query("SELECT 1").execute().mapEmpty(),
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
            new Operations() {
              @Override
              public Future<ClusterStatus> status(int limit) {
                return hanging.map(Promise::future).orElseGet(() -> reader.read(limit));
              }

              @Override
              public Future<SystemMetrics> summary() {
                return reader.summary();
              }

              @Override
              public Future<List<Assignments.Listed>> assignments(
                  Optional<String> tenant, int limit) {
                return new Assignments().list(database.engine().reader(), tenant, limit);
              }

              @Override
              public Future<Long> rebalance() {
                return new BalanceRequests().rebalance(database.engine().reader());
              }

              @Override
              public Future<Optional<Outcome>> outcome(long request) {
                return new BalanceRequests().outcome(database.engine().reader(), request);
              }

              @Override
              public Future<Boolean> drain(String worker, boolean drains) {
                return new Workers(database.engine().reader()).drain(worker, drains);
              }

              @Override
              public Future<Long> reloadTenants() {
                return Future.succeededFuture((long) reloads.incrementAndGet());
              }
            });
    var _ = await(vertx.deployVerticle(verticle));
  }

  private static void assertProblem(HttpResponse<String> answer, int status, String type) {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    JsonObject problem = json(answer);
    assertThat(problem.getString("type")).isEqualTo(type);
    assertThat(problem.getInteger("status")).isEqualTo(status);
    assertThat(problem.getString("title")).isNotBlank();
    assertThat(problem.getString("detail")).isNotBlank();
  }

  private static JsonObject json(HttpResponse<String> answer) {
    return new JsonObject(answer.body());
  }

  private HttpResponse<String> get(String path) {
    return send(request(path).build());
  }

  private HttpResponse<String> post(String path, Optional<String> token) {
    HttpRequest.Builder request = request(path).POST(HttpRequest.BodyPublishers.noBody());
    token.ifPresent(it -> request.header("Authorization", "Bearer " + it));
    return send(request.build());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(
        URI.create(
            "http://127.0.0.1:%d%s"
                .formatted(Objects.requireNonNull(verticle).actualPort(), path)));
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static <T> T await(Future<T> future) {
    return future.timeout(10, TimeUnit.SECONDS).await();
  }
}
