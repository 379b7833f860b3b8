package org.ozmonitor.server.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ozmonitor.fixture.MetricNames;
import org.ozmonitor.fixture.Stage;
import org.ozmonitor.fixture.TestDatabase;
import org.ozmonitor.fixture.TestSeal;
import org.ozmonitor.server.config.ConfigLoader;
import org.ozmonitor.server.config.ConfigResult;
import org.ozmonitor.server.config.ConfigSources;
import org.ozmonitor.server.config.ServerConfig;
import org.ozmonitor.server.definition.TenantTree;
import org.ozmonitor.server.embedded.FreePort;
import org.ozmonitor.server.postgres.DatabaseUrl;

/// A whole node, alone, on a simulated chain: what its `/metrics` say.
class MetricsIT {
  /// A line of the text form: name, labels, value.
  private static final Pattern LINE =
      Pattern.compile("(?m)^([a-zA-Z_:][a-zA-Z0-9_:]*)(\\{[^}]*})? ([^ \\n]+)$");

  private static final List<String> FOREIGN = List.of("jvm_", "process_", "system_", "vertx_");

  private final HttpClient http = HttpClient.newHttpClient();
  private final Node node = new Node();
  @TempDir private Path directory;
  private Stage stage;
  private int port;

  @BeforeEach
  void start() throws IOException {
    stage = Stage.restless(directory, 11, Duration.ZERO).startChain();
    port = FreePort.any();
    ServerConfig config = config();
    NodeStart.run(
        node,
        new NodeSetup(
            config,
            config.roles(),
            false,
            List.of(TenantTree.own(stage.tree())),
            Optional.empty(),
            List.of(),
            () -> {},
            () -> {}));
  }

  @AfterEach
  void stop() {
    node.stop();
    stage.close();
    http.close();
  }

  @Test
  void everyMetricOfTheDocumentationIsThereAndMoves() throws IOException {
    Set<String> documented = MetricNames.documented();
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(metrics(documented)).containsAll(documented));
    Map<String, Double> before = series();

    Set<String> unknown = metrics(documented);
    unknown.removeAll(MetricNames.mentioned());
    unknown.removeIf(name -> FOREIGN.stream().anyMatch(name::startsWith));
    assertThat(unknown).as("metrics of ours that the documentation does not know").isEmpty();
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(rising(before))
                    .contains(
                        "oz_monitor_rpc_calls_total",
                        "oz_monitor_cache_requests_total",
                        "oz_monitor_cache_hits_total",
                        "oz_monitor_block_processing_duration_seconds_count",
                        "rpc_requests_total",
                        "rpc_request_duration_seconds_count",
                        "ozm_stage_seconds_count",
                        "ozm_matches_total",
                        "ozm_deliveries_total",
                        "ozm_reorgs_total"));
    assertGauges();
  }

  private void assertGauges() {
    Map<String, Double> now = series();
    String instance = "{instance=\"metrics-node\"}";
    assertThat(now).containsEntry("oz_monitor_worker_count", 1.0);
    assertThat(now).containsEntry("oz_monitor_tenant_count" + instance, 1.0);
    assertThat(now).containsEntry("tenant_count", 1.0);
    assertThat(now.get("oz_monitor_blocks_behind{network=\"simulated\"}")).isNotNaN();
    assertThat(now.get("rpc_rate_per_second")).isPositive();
    assertThat(now.get("total_memory_bytes")).isPositive();
    assertThat(now.get("memory_usage_percentage")).isBetween(0.1, 100.0);
    assertThat(now.get("disk_usage_percentage")).isBetween(0.1, 100.0);
    assertThat(
            now.getOrDefault("oz_monitor_cache_hits_total" + instance, 0.0)
                / now.getOrDefault("oz_monitor_cache_requests_total" + instance, 0.0))
        .as("cache hit rate, memory and Redis")
        .isGreaterThanOrEqualTo(0.8);
    assertThat(now.keySet())
        .anyMatch(
            it ->
                it.startsWith("oz_monitor_rpc_calls_total{")
                    && it.contains("instance=\"metrics-node\"")
                    && it.contains("network="));
  }

  /// Names of series that have risen since, whatever their labels.
  private Set<String> rising(Map<String, Double> before) {
    Set<String> names = new TreeSet<>();
    series()
        .forEach(
            (series, value) -> {
              if (value > before.getOrDefault(series, 0.0)) {
                names.add(series.replaceFirst("\\{.*", ""));
              }
            });
    return names;
  }

  private Set<String> metrics(Set<String> documented) {
    Set<String> names = new TreeSet<>();
    series()
        .keySet()
        .forEach(
            series -> names.add(MetricNames.metric(series.replaceFirst("\\{.*", ""), documented)));
    return names;
  }

  private Map<String, Double> series() {
    Map<String, Double> values = new TreeMap<>();
    LINE.matcher(scrape())
        .results()
        .forEach(
            line ->
                values.put(
                    line.group(1) + Optional.ofNullable(line.group(2)).orElse(""),
                    Double.valueOf(line.group(3).replace("+Inf", "Infinity"))));
    return values;
  }

  private String scrape() {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/metrics".formatted(port))).build();
      return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private ServerConfig config() {
    DatabaseUrl.Server url = TestDatabase.createEmpty();
    Map<String, String> settings =
        Map.of(
            "data_dir", directory.resolve("data").toString(),
            "database_url",
                "postgresql://%s:%s@%s:%d/%s"
                    .formatted(url.user(), url.password(), url.host(), url.port(), url.database()),
            "redis_url", "none",
            "node_id", "metrics-node",
            "management.port", Integer.toString(port),
            "outbound.allow_private", "true",
            "secrets.environment", "*",
            "secrets.key", TestSeal.key('a'),
            "scripts.isolation", "trusted");
    ConfigResult result =
        ConfigLoader.load(
            new ConfigSources(
                Map.of(), Path.of("/nowhere"), directory, Optional.empty(), Map.of(), settings));
    return ((ConfigResult.Valid) result).config();
  }
}
