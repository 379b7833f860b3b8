package org.ozmonitor.server.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.ozmonitor.server.embedded.DirectoryUse;
import org.ozmonitor.server.embedded.FreePort;
import org.ozmonitor.server.embedded.PrivateFile;
import org.ozmonitor.server.embedded.ServerPassword;

/// The files of one embedded server and what is done with them: `cluster` (the database),
/// `password`, `server.log`. Every method that starts or stops runs inside
/// {@link DirectoryUse#exclusively}. Blocks; immutable.
final class PostgresDirectory {
  private static final int START_ATTEMPTS = 5;
  private static final int READY_CHECKS = 600; // of 100 ms
  private static final String UNFINISHED = "cluster.unfinished";
  private static final long LARGE_LOG_BYTES = 8 << 20;

  private final Path root;
  private final EmbeddedPostgres.Settings settings;
  private final PostgresCommands commands;
  private final String password;

  private PostgresDirectory(
      Path root, EmbeddedPostgres.Settings settings, PostgresCommands commands, String password) {
    this.root = root;
    this.settings = settings;
    this.commands = commands;
    this.password = password;
  }

  /// Unpacks the programs and initialises the database where that was not done yet. `root` is a
  /// real path.
  static PostgresDirectory prepare(Path root, EmbeddedPostgres.Settings settings)
      throws IOException {
    // Others may pass, not list: the server may have to run as another user.
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx--x--x"));
    var commands = PostgresCommands.detect(PostgresBinaries.unpack(settings.binaries()));
    var directory = new PostgresDirectory(root, settings, commands, ServerPassword.of(root));
    if (!Files.isDirectory(directory.cluster())) {
      directory.initialise();
    }
    return directory;
  }

  Path root() {
    return root;
  }

  Path cluster() {
    return root.resolve("cluster");
  }

  DatabaseUrl.Server url(int port, String database) {
    return new DatabaseUrl.Server(
        "127.0.0.1", port, EmbeddedPostgres.USER, password, database, DatabaseUrl.Tls.DISABLE);
  }

  /// The server that runs, else a new one, preferably on the port of the last one.
  Postmaster adoptOrStart() throws IOException {
    return adoptOrStart(OptionalInt.empty());
  }

  Postmaster adoptOrStart(OptionalInt lastPort) throws IOException {
    Optional<Postmaster> found = Postmaster.inLockFile(cluster());
    if (found.isPresent() && found.get().serves(cluster())) {
      Optional<Postmaster> ready = awaitReady(found.get());
      if (ready.isPresent()) {
        return ready.get();
      }
    } else if (found.isPresent() && found.get().alive()) {
      // The process id was given to some other program; PostgreSQL would take it for a server.
      Files.delete(Postmaster.lockFile(cluster()));
    }
    ServerProcesses.awaitOrphans(cluster());
    OptionalInt preferred =
        lastPort.isPresent() || found.isEmpty() || found.get().port() == 0
            ? lastPort
            : OptionalInt.of(found.get().port());
    return start(preferred);
  }

  void stop() throws IOException {
    Optional<Postmaster> found = Postmaster.inLockFile(cluster());
    if (found.isEmpty() || !found.get().serves(cluster())) {
      return;
    }
    if (!pgCtl("stop", "-m", "fast", "-t", "20").succeeded()) {
      PostgresCommands.Outcome outcome = pgCtl("stop", "-m", "immediate", "-t", "20");
      if (!outcome.succeeded()) {
        throw new DatabaseUnavailableException("cannot stop PostgreSQL: " + outcome.output());
      }
    }
  }

  private Postmaster start(OptionalInt preferredPort) throws IOException {
    commands.own(cluster());
    int port =
        preferredPort.isPresent() ? FreePort.preferably(preferredPort.getAsInt()) : FreePort.any();
    for (int attempt = 1; ; attempt++) {
      long logStart = startLog();
      PostgresCommands.Outcome outcome =
          pgCtl("start", "-l", log().toString(), "-t", "60", "-o", serverOptions(port));
      Optional<Postmaster> started = Postmaster.inLockFile(cluster());
      if (started.isPresent() && started.get().serves(cluster())) {
        Optional<Postmaster> ready = awaitReady(started.get());
        if (ready.isPresent()) {
          return ready.get();
        }
      }
      String why = outcome.output() + "\n" + logFrom(logStart);
      if (attempt == START_ATTEMPTS || !why.contains("could not bind")) {
        throw new DatabaseUnavailableException("PostgreSQL does not start in " + root + ": " + why);
      }
      port = FreePort.any(); // somebody took the port between our look and its bind
    }
  }

  private PostgresCommands.Outcome pgCtl(String action, String... more) throws IOException {
    var arguments = new ArrayList<>(List.of(action, "-D", cluster().toString(), "-w"));
    arguments.addAll(List.of(more));
    // pg_ctl makes the server a session of its own, so a Ctrl-C on our terminal does not reach it.
    return commands.run("pg_ctl", arguments);
  }

  private String serverOptions(int port) {
    var options = new StringBuilder();
    for (String option :
        List.of(
            "port=" + port,
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "max_connections=" + settings.maxConnections(),
            "timezone=UTC",
            "log_timezone=UTC",
            "log_checkpoints=off",
            "log_min_messages=log", // errors of statements are told to those who sent them
            // Ids are random: buffers that hold the indexes spare writing and reading them, and
            // each checkpoint makes whole pages of them go into the log. Taken when it is used.
            "shared_buffers=256MB",
            "wal_buffers=16MB",
            "max_wal_size=4GB",
            "max_wal_senders=0",
            "wal_level=minimal")) {
      options.append(" -c ").append(option);
    }
    if (!settings.durable()) {
      // A killed server still keeps what was committed; only a machine that fails may lose it.
      options.append(" -c fsync=off -c full_page_writes=off");
    }
    return options.toString();
  }

  /// Waits until the server takes connections, at most a minute; empty when it ended instead.
  private Optional<Postmaster> awaitReady(Postmaster starting) throws IOException {
    Postmaster current = starting;
    for (int check = 0; check < READY_CHECKS; check++) {
      if (current.ready()) {
        return Optional.of(current);
      }
      if (!current.serves(cluster()) || ServerProcesses.ended(current.process(), 100)) {
        return Optional.empty();
      }
      current = Postmaster.inLockFile(cluster()).orElse(current);
    }
    throw new DatabaseUnavailableException(
        "PostgreSQL in " + root + " is still not ready: see " + log());
  }

  /// Initialises beside the final place and renames, so that a half-made database is never used. A
  /// place of its own each time: the `initdb` of a killed process may still be writing to the last.
  private void initialise() throws IOException {
    deleteUnfinished();
    Path unfinished =
        Files.createTempDirectory(
            root,
            UNFINISHED,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    commands.own(unfinished);
    Path passwordFile = root.resolve("password.initdb");
    Files.deleteIfExists(passwordFile);
    PrivateFile.write(passwordFile, password);
    commands.own(passwordFile);
    var arguments =
        new ArrayList<>(
            List.of(
                "-D",
                unfinished.toString(),
                "-U",
                EmbeddedPostgres.USER,
                "-A",
                "scram-sha-256",
                "--pwfile",
                passwordFile.toString(),
                "-E",
                "UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--no-instructions"));
    if (!settings.durable()) {
      arguments.add("--no-sync");
    }
    PostgresCommands.Outcome outcome = commands.run("initdb", arguments);
    Files.delete(passwordFile);
    if (!outcome.succeeded()) {
      throw new DatabaseUnavailableException(
          "cannot initialise a database in " + root + ": " + outcome.output());
    }
    Files.move(unfinished, cluster(), StandardCopyOption.ATOMIC_MOVE);
  }

  private void deleteUnfinished() throws IOException {
    try (DirectoryStream<Path> left = Files.newDirectoryStream(root, UNFINISHED + "*")) {
      for (Path directory : left) {
        try {
          PostgresBinaries.deleteTree(directory);
        } catch (DirectoryNotEmptyException | NoSuchFileException stillWritten) {
          // It is deleted before the next initialisation.
        }
      }
    }
  }

  private Path log() {
    return root.resolve("server.log");
  }

  /// Where in the log the coming start begins; a large log is put aside first.
  private long startLog() throws IOException {
    if (Files.exists(log()) && Files.size(log()) > LARGE_LOG_BYTES) {
      Files.move(log(), root.resolve("server.log.1"), StandardCopyOption.REPLACE_EXISTING);
    }
    if (!Files.exists(log())) {
      Files.createFile(log());
    }
    commands.own(log());
    return Files.size(log());
  }

  private String logFrom(long start) throws IOException {
    byte[] all = Files.readAllBytes(log());
    int from = (int) Math.min(all.length, Math.max(start, all.length - 4_000L));
    return new String(all, from, all.length - from, StandardCharsets.UTF_8).strip();
  }
}
