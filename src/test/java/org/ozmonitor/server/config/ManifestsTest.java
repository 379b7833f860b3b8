package org.ozmonitor.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ozmonitor.fixture.Manifests.container;
import static org.ozmonitor.fixture.Manifests.objects;
import static org.ozmonitor.fixture.Manifests.pod;
import static org.ozmonitor.fixture.Manifests.port;

import com.hazelcast.config.XmlConfigBuilder;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ozmonitor.fixture.Manifests;
import org.ozmonitor.fixture.MetricNames;
import org.ozmonitor.server.redis.RedisUrl;

/// The Kubernetes manifests fit together and to the settings. No cluster is asked.
class ManifestsTest {
  private static final int LONGEST_STOP_S = 25;

  @TempDir private Path directory;
  private Manifests manifests = new Manifests(List.of());

  @BeforeEach
  void read() throws IOException {
    manifests = Manifests.read();
  }

  @Test
  void everyManifestHasAKindANameAndTheNamespace() {
    assertThat(manifests.all()).hasSizeGreaterThan(12);
    for (JsonObject manifest : manifests.all()) {
      assertThat(manifest.getString("apiVersion")).as(manifest.encode()).isNotBlank();
      String expected =
          manifest.getString("kind").equals("Namespace") ? null : "oz-monitor-orchestrator";
      assertThat(manifest.getJsonObject("metadata").getString("namespace")).isEqualTo(expected);
    }
    assertThat(manifests.all().stream().map(ManifestsTest::title)).doesNotHaveDuplicates();
  }

  @Test
  void podsStartWithSettingsThatAreValidAndActedUpon() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("config.yaml"), manifests.data("oz-monitor-config", "config.yaml"));
    for (JsonObject deployment : manifests.nodes()) {
      ServerConfig config =
          NodeSettings.config(file, mode(container(deployment)), environment(deployment));

      assertThat(config.management().host()).isEqualTo("0.0.0.0");
      assertThat(config.nodeId()).contains("pod-1");
      assertThat(config.cluster().host()).isEqualTo("10.0.0.7");
      assertThat(config.redisUrl()).isInstanceOf(RedisUrl.Server.class);
      assertThat(config.outbound().allowPrivate()).isFalse();
      assertThat(config.secrets().environment())
          .containsExactlyInAnyOrderElementsOf(
              manifests.named("Secret", "tree-secrets").getJsonObject("stringData").fieldNames());
    }
  }

  @Test
  void podsRunEachModeOfTheCluster() {
    assertThat(manifests.nodes().stream().map(it -> mode(container(it))))
        .containsExactlyInAnyOrder(
            ServiceMode.WORKER, ServiceMode.BLOCK_WATCHER, ServiceMode.LOAD_BALANCER);
  }

  @Test
  void podsAreProbedWhereTheNodeListens() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("config.yaml"), manifests.data("oz-monitor-config", "config.yaml"));
    for (JsonObject deployment : manifests.nodes()) {
      JsonObject container = container(deployment);
      int management =
          NodeSettings.config(file, mode(container), environment(deployment)).management().port();
      assertThat(port(container, "metrics")).isEqualTo(management);
      assertThat(probe(container, "livenessProbe")).isEqualTo("/health metrics");
      assertThat(probe(container, "startupProbe")).isEqualTo("/health metrics");
      assertThat(probe(container, "readinessProbe")).isEqualTo("/ready metrics");
    }
  }

  @Test
  void podsAreBoundedAndMayDoLittle() {
    for (JsonObject deployment : manifests.workloads()) {
      JsonObject pod = pod(deployment);
      JsonObject container = container(deployment);
      JsonObject resources = container.getJsonObject("resources");
      for (String bound : List.of("requests", "limits")) {
        assertThat(resources.getJsonObject(bound).fieldNames()).contains("cpu", "memory");
      }
      assertThat(pod.getJsonObject("securityContext").getBoolean("runAsNonRoot")).isTrue();
      JsonObject security = container.getJsonObject("securityContext");
      assertThat(security.getBoolean("allowPrivilegeEscalation")).isFalse();
      assertThat(security.getBoolean("readOnlyRootFilesystem")).isTrue();
    }
    for (JsonObject deployment : manifests.nodes()) {
      assertThat(pod(deployment).getInteger("terminationGracePeriodSeconds"))
          .isGreaterThan(LONGEST_STOP_S);
    }
  }

  @Test
  void whatPodsReferToIsThere() {
    for (JsonObject deployment : manifests.workloads()) {
      List<String> volumes = new ArrayList<>();
      for (JsonObject volume : objects(pod(deployment), "volumes")) {
        volumes.add(volume.getString("name"));
        JsonObject map = volume.getJsonObject("configMap");
        if (map != null) {
          JsonObject data =
              manifests.named("ConfigMap", map.getString("name")).getJsonObject("data");
          for (JsonObject item : objects(map, "items")) {
            assertThat(data.fieldNames()).contains(item.getString("key"));
          }
        }
      }
      for (JsonObject mount : objects(container(deployment), "volumeMounts")) {
        assertThat(volumes).contains(mount.getString("name"));
      }
      assertThat(environment(deployment)).isNotEmpty(); // fails on a secret that is not there
    }
  }

  @Test
  void servicesAndBudgetsSelectPods() {
    List<Map<String, Object>> labels = new ArrayList<>();
    for (JsonObject deployment : manifests.workloads()) {
      JsonObject spec = deployment.getJsonObject("spec");
      JsonObject own = spec.getJsonObject("template").getJsonObject("metadata");
      labels.add(own.getJsonObject("labels").getMap());
      assertThat(own.getJsonObject("labels").getMap())
          .containsAllEntriesOf(
              spec.getJsonObject("selector").getJsonObject("matchLabels").getMap());
    }
    List<JsonObject> selectors = new ArrayList<>();
    manifests
        .ofKind("Service")
        .forEach(it -> selectors.add(it.getJsonObject("spec").getJsonObject("selector")));
    List<JsonObject> budgets = manifests.ofKind("PodDisruptionBudget");
    assertThat(budgets).hasSize(manifests.nodes().size());
    for (JsonObject budget : budgets) {
      JsonObject spec = budget.getJsonObject("spec");
      selectors.add(spec.getJsonObject("selector").getJsonObject("matchLabels"));
      JsonObject deployment =
          manifests.named("Deployment", budget.getJsonObject("metadata").getString("name"));
      assertThat(spec.getInteger("minAvailable"))
          .isLessThan(deployment.getJsonObject("spec").getInteger("replicas"));
    }
    for (JsonObject selector : selectors) {
      assertThat(labels)
          .as(selector.encode())
          .anySatisfy(it -> assertThat(it).containsAllEntriesOf(selector.getMap()));
    }
  }

  @Test
  void podsFindEachOtherThroughAHeadlessService() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("config.yaml"), manifests.data("oz-monitor-config", "config.yaml"));
    JsonObject deployment = manifests.nodes().getFirst();
    ServerConfig config =
        NodeSettings.config(file, mode(container(deployment)), environment(deployment));
    var builder =
        new XmlConfigBuilder(
            new ByteArrayInputStream(
                manifests
                    .data("oz-monitor-cluster", "cluster.xml")
                    .getBytes(StandardCharsets.UTF_8)));
    builder.setProperties(config.cluster().placeholders());
    var network = builder.build().getNetworkConfig();

    var kubernetes = network.getJoin().getKubernetesConfig();
    assertThat(kubernetes.isEnabled()).isTrue();
    assertThat(kubernetes.getProperty("service-dns"))
        .isEqualTo("oz-monitor-cluster.oz-monitor-orchestrator.svc.cluster.local");
    assertThat(kubernetes.getProperty("service-port")).isEqualTo("" + config.cluster().port());
    assertThat(network.getPort()).isEqualTo(config.cluster().port());
    assertThat(port(container(deployment), "hazelcast")).isEqualTo(config.cluster().port());
    JsonObject service = manifests.named("Service", "oz-monitor-cluster").getJsonObject("spec");
    assertThat(service.getString("clusterIP")).isEqualTo("None");
    assertThat(service.getBoolean("publishNotReadyAddresses")).isTrue();
  }

  @Test
  void noPanelAndNoAlertNamesAMetricThatDoesNotExist() throws IOException {
    Set<String> known = new HashSet<>(MetricNames.documented());
    known.add("up"); // Prometheus' own

    assertThat(expressions()).hasSizeGreaterThan(15);
    for (String expression : expressions()) {
      assertThat(MetricNames.in(expression))
          .as(expression)
          .isNotEmpty()
          .allMatch(series -> known.contains(MetricNames.metric(series, known)));
    }
  }

  @Test
  void alertsOnWhatThePredecessorAlertedOn() {
    Map<String, String> alerts = new HashMap<>();
    rules()
        .forEach(
            rule ->
                alerts.put(
                    rule.getString("alert"),
                    rule.getString("for")
                        + " "
                        + rule.getJsonObject("labels").getString("severity")));

    assertThat(alerts)
        .containsEntry("WorkerDown", "2m critical")
        .containsEntry("HighTenantLoad", "5m warning")
        .containsEntry("HighRPCRate", "5m warning")
        .containsEntry("LowCacheHitRate", "10m warning")
        .containsEntry("BlockProcessingLag", "5m critical");
  }

  @Test
  void quantilesAreComputedOverTheRateOfBuckets() {
    assertThat(expressions().stream().filter(it -> it.contains("histogram_quantile")))
        .isNotEmpty()
        .allMatch(it -> it.contains("sum by (le") && it.contains("_bucket["));
  }

  @Test
  void everyKindOfNodeIsScrapedAndKeepsTheNameThatItGivesItself() {
    List<JsonObject> monitors = manifests.ofKind("ServiceMonitor");
    assertThat(monitors).hasSize(manifests.nodes().size());
    for (JsonObject monitor : monitors) {
      JsonObject spec = monitor.getJsonObject("spec");
      Map<String, Object> wanted =
          spec.getJsonObject("selector").getJsonObject("matchLabels").getMap();
      assertThat(manifests.ofKind("Service"))
          .anySatisfy(service -> assertThat(labels(service)).containsAllEntriesOf(wanted));
      JsonObject endpoint = objects(spec, "endpoints").getFirst();
      assertThat(endpoint.getString("path")).isEqualTo("/metrics");
      assertThat(endpoint.getString("interval")).isEqualTo("30s");
      assertThat(endpoint.getBoolean("honorLabels")).isTrue();
    }
  }

  private static Map<String, Object> labels(JsonObject manifest) {
    JsonObject labels = manifest.getJsonObject("metadata").getJsonObject("labels");
    return labels == null ? Map.of() : labels.getMap();
  }

  /// What alerts and panels ask Prometheus.
  private List<String> expressions() {
    List<String> expressions = new ArrayList<>();
    rules().forEach(rule -> expressions.add(rule.getString("expr")));
    var dashboard = new JsonObject(manifests.data("oz-monitor-dashboard", "oz-monitor.json"));
    for (JsonObject panel : objects(dashboard, "panels")) {
      objects(panel, "targets").forEach(target -> expressions.add(target.getString("expr")));
    }
    return expressions;
  }

  private List<JsonObject> rules() {
    return objects(
            manifests.named("PrometheusRule", "oz-monitor-alerts").getJsonObject("spec"), "groups")
        .stream()
        .flatMap(group -> objects(group, "rules").stream())
        .toList();
  }

  @Test
  void theTreeInTheManifestsIsJson() {
    JsonObject tree = manifests.named("ConfigMap", "oz-monitor-tree").getJsonObject("data");
    assertThat(tree.fieldNames()).hasSize(3);
    for (String name : tree.fieldNames()) {
      assertThat(new JsonObject(tree.getString(name)).isEmpty()).as(name).isFalse();
    }
  }

  /// The environment of a node's pod, with what secrets and the cluster would put there.
  private Map<String, String> environment(JsonObject deployment) {
    Map<String, String> environment = new HashMap<>();
    for (JsonObject variable : objects(container(deployment), "env")) {
      JsonObject from = variable.getJsonObject("valueFrom");
      environment.put(
          variable.getString("name"), from == null ? variable.getString("value") : value(from));
    }
    environment.replaceAll(
        (_, value) -> value.replace("$(REDIS_PASSWORD)", environment.get("REDIS_PASSWORD")));
    return environment;
  }

  private String value(JsonObject from) {
    JsonObject field = from.getJsonObject("fieldRef");
    if (field != null) {
      String path = field.getString("fieldPath");
      return Optional.ofNullable(
              Map.of("metadata.name", "pod-1", "status.podIP", "10.0.0.7").get(path))
          .orElseThrow();
    }
    JsonObject secret = from.getJsonObject("secretKeyRef");
    return Optional.ofNullable(
            manifests
                .named("Secret", secret.getString("name"))
                .getJsonObject("stringData")
                .getString(secret.getString("key")))
        .orElseThrow();
  }

  private static String title(JsonObject manifest) {
    return manifest.getString("kind") + " " + manifest.getJsonObject("metadata").getString("name");
  }

  private static ServiceMode mode(JsonObject container) {
    return mode(container.getJsonArray("args").getString(0));
  }

  private static ServiceMode mode(String word) {
    return ServiceMode.find(word).orElseThrow();
  }

  private static String probe(JsonObject container, String probe) {
    JsonObject get = container.getJsonObject(probe).getJsonObject("httpGet");
    return get.getString("path") + " " + get.getString("port");
  }
}
