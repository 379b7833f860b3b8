package org.ozmonitor.server.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ozmonitor.fixture.TestRedis;

class EmbeddedRedisIT {
  @TempDir private Path directory;
  private final List<Process> children = new ArrayList<>();
  private EmbeddedRedis.Settings settings;

  @BeforeEach
  void chooseDirectory() {
    settings = new EmbeddedRedis.Settings(directory, TestRedis.BINARIES, 16 << 20);
  }

  @AfterEach
  void endChildren() throws Exception {
    for (Process child : children) {
      child.getOutputStream().close();
      assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void answersItsPasswordOnly() throws IOException {
    try (var server = started()) {
      RedisUrl.Server url = server.url().orElseThrow();

      assertThat(ask(url.port(), "PING\r\n", 8)).isEqualTo("-NOAUTH ");
      assertThat(ask(url.port(), "AUTH nonsense\r\n", 10)).isEqualTo("-WRONGPASS");
      assertThat(ask(url.port(), login(url) + "PING\r\n", 12)).endsWith("+PONG\r\n");
      assertThat(url.host()).isEqualTo("127.0.0.1");
      assertThat(mode("password")).isEqualTo("rw-------");
      assertThat(mode("redis.conf")).isEqualTo("rw-------");
    }
  }

  @Test
  void forgetsWhatWasUsedLongestAgoAndWritesNothing() throws IOException {
    try (var server = started()) {
      RedisUrl.Server url = server.url().orElseThrow();

      assertThat(setting(url, "maxmemory-policy")).contains("allkeys-lru");
      assertThat(setting(url, "maxmemory")).contains("16777216");
      assertThat(setting(url, "appendonly")).contains("no");
      assertThat(setting(url, "save")).endsWith("$0\r\n\r\n");
    }
  }

  @Test
  void isStoppedByItsLastUserOnly() {
    var first = started();
    var second = started();
    long pid = first.pid().orElseThrow();
    assertThat(second.pid()).contains(pid);

    first.close();
    assertThat(ProcessHandle.of(pid)).isPresent();
    second.close();

    assertThat(ProcessHandle.of(pid)).isEmpty();
  }

  @Test
  void isStoppedByTheLastProcessOnly() throws Exception {
    Process child = startChild();
    long pid = pidPrintedBy(child);
    var own = started();
    assertThat(own.pid()).contains(pid);

    own.close();
    assertThat(ProcessHandle.of(pid)).isPresent();
    child.getOutputStream().close();
    assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();

    assertThat(ProcessHandle.of(pid)).isEmpty();
  }

  @Test
  void isTakenOverFromAKilledProcess() throws Exception {
    Process child = startChild();
    long pid = pidPrintedBy(child);
    child.destroyForcibly().waitFor();

    try (var own = started()) {
      assertThat(own.pid()).contains(pid);
    }

    assertThat(ProcessHandle.of(pid)).isEmpty();
  }

  @Test
  void isStartedAgainOnItsPortAfterItDied() {
    try (var server = started()) {
      int port = server.url().orElseThrow().port();
      ProcessHandle process = ProcessHandle.of(server.pid().orElseThrow()).orElseThrow();
      process.destroyForcibly();
      process.onExit().join();

      assertThat(server.ensureRunning()).isTrue();
      assertThat(server.ensureRunning()).isFalse();

      assertThat(server.url().orElseThrow().port()).isEqualTo(port);
    }
  }

  @Test
  void isReplacedWhenItIsFoundHanging() throws Exception {
    Process child = startChild();
    long pid = pidPrintedBy(child);
    child.destroyForcibly().waitFor();
    assertThat(new ProcessBuilder("kill", "-STOP", Long.toString(pid)).start().waitFor()).isZero();

    try (var own = started()) {
      assertThat(own.pid()).get().isNotEqualTo(pid);
    }

    assertThat(ProcessHandle.of(pid)).isEmpty();
  }

  @Test
  void saysWhyItDoesNotStart() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    var server =
        EmbeddedRedis.of(
            new EmbeddedRedis.Settings(file.resolve("redis"), TestRedis.BINARIES, 16 << 20));

    assertThatThrownBy(server::ensureRunning)
        .isInstanceOf(RedisUnavailableException.class)
        .hasMessageContaining("cannot start Redis in " + file);
    assertThat(server.url()).isEmpty();
    server.close();
  }

  private EmbeddedRedis started() {
    var server = EmbeddedRedis.of(settings);
    assertThat(server.ensureRunning()).isTrue();
    return server;
  }

  private String mode(String file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(file)));
  }

  private static String setting(RedisUrl.Server url, String name) throws IOException {
    return ask(url.port(), login(url) + "CONFIG GET " + name + "\r\nQUIT\r\n", 1_000);
  }

  private static String login(RedisUrl.Server url) {
    return "AUTH " + url.password().orElseThrow() + "\r\n";
  }

  private static String ask(int port, String commands, int bytes) throws IOException {
    try (var socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
      socket.setSoTimeout(5_000);
      socket.getOutputStream().write(commands.getBytes(StandardCharsets.UTF_8));
      String answer = new String(socket.getInputStream().readNBytes(bytes), StandardCharsets.UTF_8);
      return answer.endsWith("+OK\r\n") && answer.length() > 5
          ? answer.substring(0, answer.length() - 5)
          : answer;
    }
  }

  private Process startChild() throws IOException {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                "org.ozmonitor.fixture.RedisProcess",
                settings.directory().toString(),
                settings.binaries().toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    children.add(child);
    return child;
  }

  private static long pidPrintedBy(Process child) throws IOException {
    BufferedReader output = child.inputReader(StandardCharsets.UTF_8);
    String line = output.readLine();
    assertThat(line).startsWith("true ");
    return Long.parseLong(line.substring(5));
  }
}
