package org.ozmonitor.server.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Runs `initdb` and `pg_ctl` as a user that PostgreSQL accepts: it refuses root, so root steps
/// into a user namespace of its own or, where those are forbidden, becomes `nobody`. Blocks;
/// thread-safe.
final class PostgresCommands {
  private static final String NOBODY = "65534";
  private static final long TIMEOUT_SECONDS = 120;

  private final Path bin;
  private final RunAs runAs;

  private PostgresCommands(Path bin, RunAs runAs) {
    this.bin = bin;
    this.runAs = runAs;
  }

  /// How the programs are started.
  enum RunAs {
    /// As the user of this process.
    SELF,
    /// As root, seen as `nobody` from inside a user namespace.
    NAMESPACE,
    /// As `nobody`, who then owns the database directory.
    NOBODY_USER;

    private List<String> prefix() {
      return switch (this) {
        case SELF -> List.of();
        case NAMESPACE -> List.of("unshare", "-U", "--");
        case NOBODY_USER ->
            List.of("setpriv", "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups", "--");
      };
    }
  }

  /// What a command left behind.
  ///
  /// @param output standard output and error together
  record Outcome(int exitCode, String output) {
    boolean succeeded() {
      return exitCode == 0;
    }
  }

  /// Finds out how to start programs on this machine. `home` is the unpacked folder.
  static PostgresCommands detect(Path home) throws IOException {
    Path bin = home.resolve("bin");
    boolean root = Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    if (!root) {
      return new PostgresCommands(bin, RunAs.SELF);
    }
    for (RunAs candidate : List.of(RunAs.NAMESPACE, RunAs.NOBODY_USER)) {
      if (works(candidate)) {
        return new PostgresCommands(bin, candidate);
      }
    }
    throw new DatabaseUnavailableException(
        "PostgreSQL does not run as root, and neither `unshare -U` nor `setpriv` works here: start"
            + " as another user or set database_url to a server");
  }

  /// Hands `path` and what is in it to the user that the programs run as.
  void own(Path path) throws IOException {
    if (runAs != RunAs.NOBODY_USER || !Files.exists(path)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(path)) {
      for (Path each : tree.toList()) {
        Files.setAttribute(each, "unix:uid", Integer.valueOf(NOBODY));
        Files.setAttribute(each, "unix:gid", Integer.valueOf(NOBODY));
      }
    }
  }

  Outcome run(String program, List<String> arguments) throws IOException {
    var command = new ArrayList<>(runAs.prefix());
    command.add(bin.resolve(program).toString());
    command.addAll(arguments);
    return execute(command);
  }

  private static boolean works(RunAs candidate) {
    var command = new ArrayList<>(candidate.prefix());
    command.add("true");
    try {
      return execute(command).succeeded();
    } catch (IOException notInstalled) {
      return false;
    }
  }

  /// The output goes through a file: a server that is started keeps an inherited pipe open for
  /// ever.
  private static Outcome execute(List<String> command) throws IOException {
    Path output = Files.createTempFile("ozmonitor-postgres-", ".out");
    try {
      var builder =
          new ProcessBuilder(command)
              .directory(Path.of("/").toFile())
              .redirectErrorStream(true)
              .redirectInput(Path.of("/dev/null").toFile())
              .redirectOutput(output.toFile());
      String path = builder.environment().getOrDefault("PATH", "/usr/bin:/bin");
      builder.environment().clear(); // PGDATA, PGPORT and their like would be obeyed
      builder.environment().putAll(java.util.Map.of("PATH", path, "LC_ALL", "C", "TZ", "UTC"));
      Process process = builder.start();
      if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new DatabaseUnavailableException(
            command + " took longer than " + TIMEOUT_SECONDS + " s");
      }
      return new Outcome(process.exitValue(), Files.readString(output).strip());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DatabaseUnavailableException("interrupted while waiting for " + command, e);
    } finally {
      Files.deleteIfExists(output);
    }
  }
}
