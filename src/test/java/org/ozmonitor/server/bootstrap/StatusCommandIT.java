package org.ozmonitor.server.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ozmonitor.fixture.TestDatabase;

/// `ozmonitor status` where no node runs.
class StatusCommandIT {
  private final PrintStream out = System.out;
  private final PrintStream err = System.err;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final ByteArrayOutputStream complained = new ByteArrayOutputStream();
  @TempDir private Path directory;

  @BeforeEach
  void capture() {
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void release() {
    System.setOut(out);
    System.setErr(err);
  }

  @Test
  void showsWhatTheDatabaseKnows() throws IOException {
    Vertx vertx = Vertx.vertx();
    try (TestDatabase database = TestDatabase.create(vertx)) {
      assertThat(status(database.databaseUrl(), false)).isZero();
      assertThat(printed.toString(StandardCharsets.UTF_8))
          .contains("configuration version 0", "no node was ever here", "dead letters");
      printed.reset();

      assertThat(status(database.databaseUrl(), true)).isZero();
      assertThat(new JsonObject(printed.toString(StandardCharsets.UTF_8)).fieldNames())
          .containsExactlyInAnyOrder(
              "at",
              "config_version",
              "nodes",
              "leases",
              "lanes",
              "breakers",
              "tenants",
              "troubles");
    } finally {
      vertx.close().await();
    }
  }

  @Test
  void saysSoWhenTheDatabaseIsAway() throws IOException {
    assertThat(status("postgresql://nobody:secret@127.0.0.1:1/none", false)).isEqualTo(1);

    assertThat(complained.toString(StandardCharsets.UTF_8))
        .contains("cannot be read from the database")
        .doesNotContain("secret");
    assertThat(printed.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  private int status(String databaseUrl, boolean json) throws IOException {
    Path config =
        Files.writeString(directory.resolve("config.yaml"), "database_url: " + databaseUrl + "\n");
    return new StatusCommand(new Command.Status(false, json, 100, Optional.of(config))).run();
  }
}
