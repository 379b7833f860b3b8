package org.ozmonitor.server.redis;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.ozmonitor.server.embedded.FreePort;
import org.ozmonitor.server.embedded.PrivateFile;
import org.ozmonitor.server.embedded.ServerPassword;

/// The files of one embedded server and what is done with them: `password`, `redis.conf`,
/// `server.pid`, `server.log`. Every method that starts or stops runs inside
/// {@link org.ozmonitor.server.embedded.DirectoryUse#exclusively}. Blocks; immutable.
final class RedisDirectory {
  private static final int START_ATTEMPTS = 5;
  private static final int READY_CHECKS = 200; // of 50 ms
  private static final long STOP_MS = 2_000;
  private static final long LARGE_LOG_BYTES = 1 << 20;

  private final Path root;
  private final Path program;
  private final String password;
  private final long maxMemoryBytes;

  private RedisDirectory(Path root, Path program, String password, long maxMemoryBytes) {
    this.root = root;
    this.program = program;
    this.password = password;
    this.maxMemoryBytes = maxMemoryBytes;
  }

  /// Unpacks the program where that was not done yet. `root` is a real path.
  static RedisDirectory prepare(Path root, EmbeddedRedis.Settings settings) throws IOException {
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
    return new RedisDirectory(
        root,
        RedisBinary.unpack(settings.binaries()),
        ServerPassword.of(root),
        settings.maxMemoryBytes());
  }

  RedisUrl.Server url(RedisProcess running) {
    return new RedisUrl.Server(
        "127.0.0.1", running.port(), Optional.empty(), Optional.of(password), 0, false);
  }

  /// The server that runs and answers, else a new one, preferably on the port of the last one. One
  /// that runs and does not answer is ended: it keeps nothing that anybody needs.
  RedisProcess adoptOrStart() throws IOException {
    Optional<RedisProcess> found = RedisProcess.inFiles(root);
    if (found.isPresent() && found.get().serves()) {
      if (found.get().answers(password)) {
        return found.get();
      }
      found.get().end(STOP_MS);
    }
    return start(found.map(RedisProcess::port).orElse(0));
  }

  void stop() throws IOException {
    Optional<RedisProcess> found = RedisProcess.inFiles(root).filter(RedisProcess::serves);
    if (found.isPresent()) {
      found.get().end(STOP_MS);
    }
  }

  private RedisProcess start(int preferredPort) throws IOException {
    int port = FreePort.preferably(preferredPort);
    for (int attempt = 1; ; attempt++) {
      Files.deleteIfExists(root.resolve("server.pid"));
      writeSettings(port);
      Process process = launch();
      Optional<RedisProcess> started = awaitReady(process);
      if (started.isPresent()) {
        return started.get();
      }
      if (attempt == START_ATTEMPTS) {
        throw new RedisUnavailableException("Redis does not start in " + root + ": " + logEnd());
      }
      port = FreePort.any(); // somebody may have taken the port between our look and its bind
    }
  }

  /// Waits until the server answers; empty when it ended instead.
  private Optional<RedisProcess> awaitReady(Process process) throws IOException {
    try {
      for (int check = 0; check < READY_CHECKS; check++) {
        Optional<RedisProcess> started = RedisProcess.inFiles(root);
        if (started.isPresent() && started.get().serves() && started.get().answers(password)) {
          return started;
        }
        if (process.waitFor(50, TimeUnit.MILLISECONDS)) {
          return Optional.empty();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RedisUnavailableException("interrupted while waiting for Redis", e);
    } finally {
      if (Thread.currentThread().isInterrupted()) {
        process.destroyForcibly();
      }
    }
    process.destroyForcibly();
    throw new RedisUnavailableException("Redis in " + root + " is still not ready: " + logEnd());
  }

  /// In a session of its own where that can be had, so that a Ctrl-C on our terminal does not reach
  /// it.
  private Process launch() throws IOException {
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
      command.add("/usr/bin/setsid");
    }
    command.add(program.toAbsolutePath().toString());
    command.add("redis.conf");
    if (Files.exists(log()) && Files.size(log()) > LARGE_LOG_BYTES) {
      Files.move(log(), root.resolve("server.log.1"), StandardCopyOption.REPLACE_EXISTING);
    }
    var builder =
        new ProcessBuilder(command)
            .directory(root.toFile())
            .redirectErrorStream(true)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
    builder.environment().clear();
    builder.environment().put("LC_ALL", "C");
    return builder.start();
  }

  private void writeSettings(int port) throws IOException {
    Path unfinished = root.resolve("redis.conf.unfinished");
    Files.deleteIfExists(unfinished);
    PrivateFile.write(
        unfinished,
        String.join(
            "\n",
            "bind 127.0.0.1",
            "port " + port,
            "requirepass " + password,
            "pidfile server.pid",
            "daemonize no",
            "save \"\"", // it keeps nothing: what is lost is fetched again
            "appendonly no",
            "maxmemory " + maxMemoryBytes,
            "maxmemory-policy allkeys-lru",
            "lazyfree-lazy-eviction yes",
            "maxclients 500"));
    Files.move(unfinished, root.resolve("redis.conf"), StandardCopyOption.ATOMIC_MOVE);
  }

  private Path log() {
    return root.resolve("server.log");
  }

  private String logEnd() throws IOException {
    byte[] all = Files.readAllBytes(log());
    int from = Math.max(0, all.length - 2_000);
    return new String(all, from, all.length - from, StandardCharsets.UTF_8).strip();
  }
}
