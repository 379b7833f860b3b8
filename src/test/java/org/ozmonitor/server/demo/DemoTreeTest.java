package org.ozmonitor.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoTreeTest {
  private static final DemoTree TREE =
      new DemoTree("http://127.0.0.1:1", "http://127.0.0.1:2", "s", Duration.ofMillis(500));

  @TempDir Path directory;

  @Test
  void writesOneFilePerMonitorAndRefersToExistingNames() throws IOException {
    TREE.write(directory, DemoMonitor.all());

    JsonObject network = read(directory.resolve("networks/simulated.json"));
    JsonObject triggers = read(directory.resolve("triggers/webhook.json"));
    try (Stream<Path> files = Files.list(directory.resolve("monitors"))) {
      List<JsonObject> monitors = files.map(DemoTreeTest::read).toList();
      assertThat(monitors).hasSameSizeAs(DemoMonitor.all());
      assertThat(monitors)
          .allSatisfy(
              monitor -> {
                assertThat(monitor.getJsonArray("networks"))
                    .containsExactly(network.getString("slug"));
                assertThat(triggers.fieldNames())
                    .contains(monitor.getJsonArray("triggers").getString(0));
                assertThat(monitor.getJsonObject("match_conditions").fieldNames())
                    .containsExactlyInAnyOrder("functions", "events", "transactions");
              });
    }
    assertThat(network.getInteger("confirmation_blocks")).isZero();
    assertThat(network.getInteger("block_time_ms")).isEqualTo(500);
  }

  @Test
  void doesNotShowTheSecret() {
    assertThat(
            new DemoTree("rpc", "hook", "very-secret", Duration.ofSeconds(1)).toString()
                + Receiver.Settings.reliable("very-secret"))
        .doesNotContain("very-secret");
  }

  private static JsonObject read(Path file) {
    try {
      return new JsonObject(Files.readString(file));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
