package org.ozmonitor.server.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.io.output.NullOutputStream;
import org.apache.commons.lang3.SystemProperties;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ozmonitor.fixture.PostgresProcess;
import org.postgresql.Driver;
import org.slf4j.Logger;
import org.tukaani.xz.XZInputStream;

class EmbeddedPostgresIT {
  private static final Path BINARIES = Path.of("target", "postgres-binaries").toAbsolutePath();

  private final List<Process> children = new ArrayList<>();
  private Path directory;
  private EmbeddedPostgres.Settings settings;

  @BeforeEach
  void chooseDirectory() throws IOException {
    directory = Files.createTempDirectory("ozm-postgres-");
    settings = new EmbeddedPostgres.Settings(directory, BINARIES, false, 50);
  }

  @AfterEach
  void stopAndClean() throws Exception {
    for (Process child : children) {
      child.getOutputStream().close();
      assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
    for (ProcessHandle left : Postmaster.processesIn(directory.resolve("cluster"))) {
      left.destroyForcibly();
    }
    PostgresBinaries.deleteTree(directory);
  }

  @Test
  void keepsItsDataOverARestart() throws SQLException {
    try (var first = EmbeddedPostgres.start(settings)) {
      execute(first, "CREATE TABLE kept AS SELECT 1");
    }

    try (var second = EmbeddedPostgres.start(settings)) {
      execute(second, "SELECT FROM kept");
    }

    assertThat(Postmaster.processesIn(directory.resolve("cluster"))).isEmpty();
  }

  @Test
  void listensOnOneAddressWithAPassword() throws SQLException {
    try (var server = EmbeddedPostgres.start(settings)) {
      var stranger =
          new DatabaseUrl.Server(
              "127.0.0.1",
              server.url().port(),
              "ozmonitor",
              "x",
              "postgres",
              DatabaseUrl.Tls.DISABLE);

      assertThatThrownBy(
              () -> DriverManager.getConnection(stranger.jdbcUrl(), stranger.jdbcProperties()))
          .hasMessageContaining("password");
      assertThat(text(server, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
      assertThat(text(server, "SHOW unix_socket_directories")).isEmpty();
      assertThat(text(server, "SHOW server_version")).isEqualTo("18.4");
    }
  }

  @Test
  void keepsThePasswordPrivate() throws IOException {
    EmbeddedPostgres.start(settings).close();

    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(directory.resolve("password"))))
        .isEqualTo("rw-------");
  }

  @Test
  void writesThroughUnlessTold() throws SQLException {
    var durable = new EmbeddedPostgres.Settings(directory, BINARIES, true, 50);

    try (var server = EmbeddedPostgres.start(durable)) {
      assertThat(text(server, "SHOW fsync")).isEqualTo("on");
      assertThat(text(server, "SHOW synchronous_commit")).isEqualTo("on");
      assertThat(text(server, "SHOW full_page_writes")).isEqualTo("on");
    }
  }

  @Test
  void isStoppedByItsLastUserOnly() {
    var first = EmbeddedPostgres.start(settings);
    var second = EmbeddedPostgres.start(settings);

    first.close();
    assertThat(second.isRunning()).isTrue();
    second.close();

    assertThat(second.isRunning()).isFalse();
  }

  @Test
  void isStoppedByTheLastProcessOnly() throws Exception {
    Process child = startChild(List.of(), directory);
    long pid = pidPrintedBy(child);
    var own = EmbeddedPostgres.start(settings);
    assertThat(own.pid()).isEqualTo(pid);

    own.close();
    assertThat(own.isRunning()).isTrue();
    child.getOutputStream().close();
    assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();

    assertThat(own.isRunning()).isFalse();
  }

  @Test
  void takesOverTheServerOfAKilledProcess() throws Exception {
    Process child = startChild(List.of(), directory);
    long pid = pidPrintedBy(child);
    child.destroyForcibly().waitFor();

    try (var server = EmbeddedPostgres.start(settings)) {
      assertThat(server.pid()).isEqualTo(pid);
      execute(server, "SELECT 1");
    }

    Awaitility.await().until(() -> ProcessHandle.of(pid).isEmpty());
  }

  @Test
  void startsAgainWhereAKilledServerWas() throws Exception {
    try (var server = EmbeddedPostgres.start(settings)) {
      execute(server, "CREATE TABLE kept AS SELECT 1");
      int port = server.url().port();
      long killed = server.pid();
      kill(killed);

      assertThat(server.ensureRunning()).isTrue();

      assertThat(server.pid()).isNotEqualTo(killed);
      assertThat(server.url().port()).isEqualTo(port);
      assertThat(server.ensureRunning()).isFalse();
      execute(server, "SELECT FROM kept");
    }
  }

  @Test
  void choosesAnotherPortWhenTheOldOneIsTaken() throws Exception {
    try (var server = EmbeddedPostgres.start(settings)) {
      int port = server.url().port();
      kill(server.pid());
      Awaitility.await()
          .until(() -> Postmaster.processesIn(directory.resolve("cluster")).isEmpty());
      try (var taken = new ServerSocket(port)) {
        assertThat(server.ensureRunning()).isTrue();
        assertThat(server.url().port()).isNotEqualTo(taken.getLocalPort());
      }
      execute(server, "SELECT 1");
    }
  }

  @Test
  void isWatchedWhileItIsNeeded() throws Exception {
    Vertx vertx = Vertx.vertx();
    try (var server = EmbeddedPostgres.start(settings)) {
      var watchdog = new PostgresWatchdog(vertx, server);
      watchdog.start();
      long killed = server.pid();
      kill(killed);

      Awaitility.await().until(() -> server.isRunning() && server.pid() != killed);

      watchdog.stop().await();
    } finally {
      vertx.close().await();
    }
  }

  @Test
  void initialisesBesideWhatAKilledProcessLeft() throws Exception {
    Path left = Files.createDirectory(directory.resolve("cluster.unfinished"));
    Files.writeString(left.resolve("PG_VERSION"), "18");

    try (var server = EmbeddedPostgres.start(settings)) {
      execute(server, "SELECT 1");
    }

    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .contains("cluster")
          .noneMatch(name -> name.startsWith("cluster.unfinished"));
    }
  }

  @Test
  void isNotFooledByALockFileWithTheProcessIdOfSomethingElse() throws Exception {
    EmbeddedPostgres.start(settings).close();
    Files.writeString(
        directory.resolve("cluster/postmaster.pid"),
        ProcessHandle.current().pid() + "\n" + directory.resolve("cluster") + "\n0\n5432\n\n\n\n");

    try (var server = EmbeddedPostgres.start(settings)) {
      assertThat(server.pid()).isNotEqualTo(ProcessHandle.current().pid());
    }
  }

  @Test
  void startsACopiedDirectoryBesideTheOriginal() throws Exception {
    try (var original = EmbeddedPostgres.start(settings)) {
      execute(original, "CHECKPOINT");
      Path copy = directory.resolve("copy");
      Process cp =
          new ProcessBuilder(
                  "cp",
                  "-a",
                  directory.resolve("cluster").toString(),
                  directory.resolve("password").toString(),
                  Files.createDirectory(copy).toString())
              .start();
      assertThat(cp.waitFor()).isZero();

      try (var second =
          EmbeddedPostgres.start(new EmbeddedPostgres.Settings(copy, BINARIES, false, 50))) {
        assertThat(second.pid()).isNotEqualTo(original.pid());
        assertThat(original.isRunning()).isTrue();
      }
    }
  }

  @Test
  void saysWhyItDoesNotStart() throws Exception {
    EmbeddedPostgres.start(settings).close();
    Files.writeString(directory.resolve("cluster/postgresql.conf"), "nonsense_setting = 1\n");

    assertThatThrownBy(() -> EmbeddedPostgres.start(settings))
        .isInstanceOf(DatabaseUnavailableException.class)
        .hasMessageContaining("nonsense_setting");
  }

  @Test
  void runsForAnOrdinaryUserAndIsTakenOverAfterAKill() throws Exception {
    assumeTrue(isRoot(), "needs root to become another user");
    Path home = Files.createTempDirectory("ozm-nobody-");
    try {
      Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxrwxrwx"));
      List<String> nobody =
          List.of("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "--");
      Path classes = copyClassPath(home.resolve("lib"));
      Path data = home.resolve("data");

      Process first = startChild(nobody, data, classes, home.resolve("binaries"));
      long pid = pidPrintedBy(first);
      first.destroyForcibly().waitFor();
      Process second = startChild(nobody, data, classes, home.resolve("binaries"));

      assertThat(pidPrintedBy(second)).isEqualTo(pid);
      second.getOutputStream().close();
      assertThat(second.waitFor(30, TimeUnit.SECONDS)).isTrue();
      Awaitility.await().until(() -> ProcessHandle.of(pid).isEmpty());
    } finally {
      PostgresBinaries.deleteTree(home);
    }
  }

  @Test
  void runsAsNobodyWhereRootMayNeitherMakeNamespacesNorTrace() throws Exception {
    assumeTrue(isRoot(), "needs root to become another user");
    Path home = Files.createTempDirectory("ozm-container-");
    try {
      Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
      Path refusing = Files.writeString(home.resolve("unshare"), "#!/bin/sh\nexit 1\n");
      Files.setPosixFilePermissions(refusing, PosixFilePermissions.fromString("rwxr-xr-x"));
      List<String> container =
          List.of(
              "env",
              "PATH=" + home + ":" + System.getenv("PATH"),
              "setpriv",
              "--bounding-set",
              "-sys_ptrace,-sys_admin",
              "--");
      Path data = home.resolve("data");

      Process first = startChild(container, data, Path.of(""), home.resolve("binaries"));
      long pid = pidPrintedBy(first);
      assertThat(Files.getAttribute(Path.of("/proc/" + pid), "unix:uid")).isEqualTo(65534);
      first.destroyForcibly().waitFor();
      Process second = startChild(container, data, Path.of(""), home.resolve("binaries"));
      assertThat(pidPrintedBy(second)).isEqualTo(pid);
      second.destroyForcibly().waitFor();
      kill(pid);
      Process third = startChild(container, data, Path.of(""), home.resolve("binaries"));

      assertThat(pidPrintedBy(third)).isNotEqualTo(pid);
      third.getOutputStream().close();
      assertThat(third.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(Postmaster.processesIn(data.resolve("cluster"))).isEmpty();
    } finally {
      PostgresBinaries.deleteTree(home);
    }
  }

  private static boolean isRoot() throws IOException {
    return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
  }

  private static void kill(long pid) {
    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    Awaitility.await().until(() -> ProcessHandle.of(pid).isEmpty());
  }

  private Process startChild(List<String> prefix, Path data) throws IOException {
    return startChild(prefix, data, Path.of(""), BINARIES);
  }

  private Process startChild(List<String> prefix, Path data, Path classes, Path binaries)
      throws IOException {
    String classPath =
        classes.toString().isEmpty()
            ? System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
            : classes + "/classes:" + classes + "/test-classes:" + classes + "/*";
    var command = new ArrayList<>(prefix);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-cp",
            classPath,
            PostgresProcess.class.getName(),
            data.toString(),
            binaries.toString()));
    Process child =
        new ProcessBuilder(command)
            .directory(Path.of("/").toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    children.add(child);
    return child;
  }

  private static long pidPrintedBy(Process child) throws IOException {
    BufferedReader reader = child.inputReader(StandardCharsets.UTF_8);
    String line = reader.readLine();
    assertThat(line).isNotNull();
    return Long.parseLong(line.substring(0, line.indexOf(' ')));
  }

  /// What the launcher needs, where anyone can read it: the build's own folders may be private.
  private static Path copyClassPath(Path target) throws Exception {
    Files.createDirectories(target);
    for (Class<?> member :
        List.of(
            Driver.class,
            Logger.class,
            TarArchiveEntry.class,
            NullOutputStream.class,
            SystemProperties.class,
            XZInputStream.class)) {
      copyFile(Path.of(member.getProtectionDomain().getCodeSource().getLocation().toURI()), target);
    }
    String archive = EmbeddedPostgresIT.class.getResource("/postgres-linux-x86_64.txz").toString();
    copyFile(Path.of(archive.substring("jar:file:".length(), archive.indexOf('!'))), target);
    for (String room : List.of("postgres", "embedded")) {
      copyTree(
          Path.of("target/classes/org/ozmonitor/server", room),
          target.resolve("classes/org/ozmonitor/server").resolve(room));
    }
    copyTree(
        Path.of("target/test-classes/org/ozmonitor/fixture"),
        target.resolve("test-classes/org/ozmonitor/fixture"));
    return target;
  }

  private static void copyFile(Path file, Path target) throws IOException {
    Path copy = target.resolve(file.getFileName());
    Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void copyTree(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        copyFile(file, to);
      }
    }
  }

  private static void execute(EmbeddedPostgres server, String sql) throws SQLException {
    try (Connection connection = connect(server);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String text(EmbeddedPostgres server, String sql) throws SQLException {
    try (Connection connection = connect(server);
        Statement statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }

  private static Connection connect(EmbeddedPostgres server) throws SQLException {
    return DriverManager.getConnection(server.url().jdbcUrl(), server.url().jdbcProperties());
  }
}
