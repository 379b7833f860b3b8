package org.ozmonitor.server.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.balance.SystemMetrics;
import org.ozmonitor.fixture.TestDatabase;
import org.ozmonitor.server.telemetry.NodeMetrics;

/// What `worker.health_check_interval` does.
class SelfReportIT {
  private final Vertx vertx = Vertx.vertx();
  private final TestDatabase database = TestDatabase.create(vertx);
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final AtomicReference<JsonObject> missing =
      new AtomicReference<>(new JsonObject().put("node", new JsonArray().add("starting")));

  @AfterEach
  void close() {
    database.close();
    vertx.close().await();
  }

  @Test
  void saysAtIntervalsHowTheNodeIs() {
    registry.counter("oz.monitor.rpc.calls", "network", "chain").increment(60);
    SelfReport report = report("b1", Duration.ofMillis(200));

    await().until(() -> status().nodes().rows().size() == 1);
    ClusterStatus.Node node = status().nodes().rows().getFirst();
    assertThat(node.id()).isEqualTo("b1");
    assertThat(node.state()).isEqualTo("running");
    assertThat(node.roles()).containsExactlyInAnyOrder("api", "block-watcher");
    assertThat(node.version()).contains("1.2.3");
    assertThat(node.missing().fieldNames()).containsExactly("node");
    assertThat(node.numbers().fieldNames())
        .contains("cpu_usage", "memory_usage", "rpc_rate", "errors_last_hour", "uptime_seconds");

    missing.set(new JsonObject());
    registry.counter("ozm.evaluation.errors", "network", "chain").increment(10);
    await().until(() -> status().nodes().rows().getFirst().missing().isEmpty());
    await().until(() -> !status().nodes().rows().getFirst().healthy().orElse(true));
    report.stop().timeout(5, TimeUnit.SECONDS).await();
    assertThat(status().nodes().rows()).isEmpty();
  }

  @Test
  void addsUpWhatLiveNodesSay() {
    registry.counter("oz.monitor.cache.requests").increment(0);
    SelfReport one = report("one", Duration.ofMillis(100));
    registry.counter("oz.monitor.cache.requests").increment(10);
    registry.counter("oz.monitor.cache.hits").increment(9);
    registry.counter("ozm.matches", "network", "chain").increment(7);

    await().until(() -> summary().totalMatchesLastHour() == 7);
    assertThat(summary().cacheHitRate()).isEqualTo(0.9);
    sql("UPDATE node_reports SET reported_at = ozm_now() - interval '1 h', id = 'dead'");
    await().until(() -> summary().totalMatchesLastHour() == 7);
    assertThat(status().nodes().rows())
        .extracting(node -> node.id() + " " + node.state())
        .containsExactly("one running", "dead silent");
    one.stop().timeout(5, TimeUnit.SECONDS).await();
  }

  private SelfReport report(String node, Duration every) {
    var report =
        new SelfReport(
            vertx,
            new NodeReports(database.engine().reader()),
            new NodeMetrics(registry, System::nanoTime),
            new SelfReport.About(node, "api,block-watcher", "1.2.3", every),
            missing::get);
    report.start();
    return report;
  }

  private ClusterStatus status() {
    return reader().read(10).timeout(5, TimeUnit.SECONDS).await();
  }

  private SystemMetrics summary() {
    return reader().summary().timeout(5, TimeUnit.SECONDS).await();
  }

  private StatusReader reader() {
    return new StatusReader(database.engine().reader(), Duration.ofSeconds(6));
  }

  private void sql(String statement) {
    var _ =
        database.engine().reader().query(statement).execute().timeout(5, TimeUnit.SECONDS).await();
  }
}
