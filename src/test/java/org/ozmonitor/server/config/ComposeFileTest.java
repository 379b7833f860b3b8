package org.ozmonitor.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ozmonitor.fixture.Manifests;

/// The image and the compose file fit together and to the settings. No container engine is asked.
class ComposeFileTest {
  private JsonObject compose = new JsonObject();
  private String dockerfile = "";

  @BeforeEach
  void read() throws IOException {
    compose = Manifests.documents(Path.of("docker-compose.yml")).getFirst();
    dockerfile = Files.readString(Path.of("Dockerfile"));
  }

  @Test
  void composeStartsNodesWithSettingsThatAreValidAndActedUpon() {
    JsonObject services = compose.getJsonObject("services");
    List<String> own =
        services.fieldNames().stream()
            .filter(it -> services.getJsonObject(it).getString("image").equals("ozmonitor"))
            .toList();
    assertThat(own).containsExactly("watcher-1", "worker-1", "worker-2");
    for (String name : own) {
      JsonObject service = services.getJsonObject(name);
      Map<String, String> environment = new HashMap<>();
      service
          .getJsonObject("environment")
          .forEach(it -> environment.put(it.getKey(), withDefaults(it.getValue().toString())));
      environment.put("OZ_MONITOR_MANAGEMENT__HOST", "0.0.0.0"); // of the image

      ServerConfig config =
          NodeSettings.config(
              Path.of("/nowhere"),
              ServiceMode.find(service.getJsonArray("command").getString(0)).orElseThrow(),
              environment);

      String address =
          service.getJsonObject("networks").getJsonObject("cluster").getString("ipv4_address");
      assertThat(config.cluster().host()).isEqualTo(address);
      assertThat(config.cluster().members()).hasSize(own.size()).contains(address);
      assertThat(service.getJsonArray("ports").getString(0))
          .matches("127\\.0\\.0\\.1:\\d+:" + config.management().port());
      assertThat(services.fieldNames())
          .containsAll(service.getJsonObject("depends_on").fieldNames());
      assertThat(service.getString("stop_grace_period")).isEqualTo("40s");
    }
  }

  @Test
  void theImageRunsAsAnOrdinaryUserOnWhatTheBuildMakes() throws IOException {
    assertThat(dockerfile.lines().filter(it -> it.startsWith("FROM "))).hasSize(2);
    assertThat(dockerfile).contains("USER 1000\n").contains("CMD [\"worker\"]");
    Matcher sources = Pattern.compile("(?m)^COPY (?!--from)(\\S+) ").matcher(dockerfile);
    List<String> copied = sources.results().map(it -> it.group(1)).toList();
    assertThat(copied).contains("pom.xml", "src/main", "sql", "conf", "cluster.xml");
    for (String path : copied) {
      assertThat(Path.of(path)).exists();
    }
    Matcher jar = Pattern.compile("/src/target/(\\S+)-all\\.jar").matcher(dockerfile);
    assertThat(jar.find()).isTrue();
    assertThat(Files.readString(Path.of("ozmonitor"))).contains("target/" + jar.group(1));
    assertThat(dockerfile).contains("EXPOSE 3000\n");
    for (JsonObject deployment : Manifests.read().nodes()) {
      assertThat(Manifests.pod(deployment).getJsonObject("securityContext").getInteger("runAsUser"))
          .isEqualTo(1000);
    }
  }

  private static String withDefaults(String value) {
    return value.replaceAll("\\$\\{[A-Z_]+:-([^}]*)}", "$1");
  }
}
