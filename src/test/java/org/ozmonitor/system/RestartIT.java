package org.ozmonitor.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ozmonitor.fixture.EmbeddedServerFiles;
import org.ozmonitor.fixture.NodeProcess;
import org.ozmonitor.fixture.Sql;
import org.ozmonitor.fixture.Stage;

/// Starting again: after `kill -9` the same database server serves on, and the same tree changes
/// nothing.
final class RestartIT {
  private static final String HEAD = "SELECT version FROM config_head";

  @TempDir private Path directory;

  @Test
  void adoptsTheDatabaseServerOfAKilledNode() {
    try (Stage stage = Stage.restless(directory, 5, Duration.ZERO).startChain()) {
      adopts(stage, directory);
    }
  }

  @Test
  void adoptsTheDatabaseServerAsAnUnprivilegedUser() throws IOException, InterruptedException {
    Assumptions.assumeTrue(
        "root".equals(System.getProperty("user.name")), "only root can become somebody else");
    Path home = Files.createTempDirectory("ozm-unprivileged");
    run("chmod", "755", directory.toString());
    run("chown", "-R", "65534:65534", home.toString());
    try (Stage stage = Stage.restless(directory, 5, Duration.ZERO).startChain()) {
      adopts(stage, home, "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
    } finally {
      run("rm", "-rf", home.toString());
    }
  }

  @Test
  void changesNothingWhenASecondNodeHasTheSameTree() {
    try (Stage stage = Stage.restless(directory, 5, Duration.ZERO).startChain();
        NodeProcess first = start(stage, directory, "first").awaitReady();
        Sql sql = new EmbeddedServerFiles(directory.resolve("data")).connect()) {
      long before = sql.number(HEAD);
      try (NodeProcess second = start(stage, directory, "second").awaitReady()) {
        await().pollDelay(Duration.ofSeconds(2)).until(() -> true);
        assertThat(first.isAlive() && second.isAlive()).isTrue();
        assertThat(sql.number(HEAD)).isEqualTo(before);
      }
    }
  }

  private static void adopts(Stage stage, Path home, String... user) {
    EmbeddedServerFiles server = new EmbeddedServerFiles(home.resolve("data"));
    long pid;
    try (NodeProcess node = start(stage, home, "node", user).awaitReady()) {
      pid = server.pid();
      node.kill();
    }
    try (NodeProcess node = start(stage, home, "node", user).awaitReady()) {
      assertThat(server.pid()).isEqualTo(pid);
      assertThat(ProcessHandle.of(pid)).isPresent();
      node.terminate();
      assertThat(node.exitValue()).isIn(0, 143);
    }
    await("the last node has stopped the server")
        .until(() -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
  }

  private static NodeProcess start(Stage stage, Path home, String name, String... user) {
    return NodeProcess.in(home, name)
        .runAs(user)
        .setting("lease.ttl", "1s")
        .setting("lease.renew_interval", "300ms")
        .arguments("all", "--config-dir", stage.tree().toString())
        .start();
  }

  private static void run(String... command) throws IOException, InterruptedException {
    assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
  }
}
