package org.ozmonitor.server.redis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.ozmonitor.server.embedded.ProcessExits;

/// A running server as its files describe it. Immutable; blocks.
///
/// @param directory the real path of the directory it works in
/// @param pid the process
/// @param port where it listens on 127.0.0.1
record RedisProcess(Path directory, long pid, int port) {
  private static final int PING_TIMEOUT_MS = 1_000;
  private static final String READY = "+OK\r\n+PONG\r\n";

  /// What `server.pid` and `redis.conf` say, whether or not it is still true.
  static Optional<RedisProcess> inFiles(Path directory) throws IOException {
    Path pidFile = directory.resolve("server.pid");
    Path settings = directory.resolve("redis.conf");
    if (!Files.exists(pidFile) || !Files.exists(settings)) {
      return Optional.empty();
    }
    try {
      long pid = Long.parseLong(Files.readString(pidFile).strip());
      return Files.readAllLines(settings).stream()
          .filter(line -> line.startsWith("port "))
          .map(line -> new RedisProcess(directory, pid, Integer.parseInt(line.substring(5))))
          .findFirst();
    } catch (NumberFormatException unfinished) {
      return Optional.empty();
    }
  }

  /// Whether the process lives and is a Redis working in the directory, which a process that was
  /// given the same id later is not. Cheap.
  boolean serves() {
    Path process = Path.of("/proc", Long.toString(pid));
    try {
      return Files.readString(process.resolve("comm")).strip().equals(RedisBinary.PROGRAM)
          && Files.readSymbolicLink(process.resolve("cwd")).equals(directory);
    } catch (IOException goneOrForeign) {
      return false;
    }
  }

  /// Whether it answers and takes the password, within a second each.
  boolean answers(String password) {
    try (var socket = new Socket()) {
      socket.setSoTimeout(PING_TIMEOUT_MS);
      socket.connect(
          new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port),
          PING_TIMEOUT_MS);
      socket
          .getOutputStream()
          .write(("AUTH " + password + "\r\nPING\r\n").getBytes(StandardCharsets.UTF_8));
      byte[] answer = socket.getInputStream().readNBytes(READY.length());
      return new String(answer, StandardCharsets.UTF_8).equals(READY);
    } catch (IOException notYet) {
      return false;
    }
  }

  /// Ends the process, in order if it does so within `millis`.
  void end(long millis) {
    Optional<ProcessHandle> handle = ProcessHandle.of(pid);
    if (handle.isEmpty()) {
      return;
    }
    handle.get().destroy();
    if (!ended(handle.get(), millis)) {
      handle.get().destroyForcibly();
      if (!ended(handle.get(), 5_000)) {
        throw new RedisUnavailableException("process " + pid + " of Redis does not end");
      }
    }
  }

  private static boolean ended(ProcessHandle process, long millis) {
    try {
      return ProcessExits.await(List.of(process), millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RedisUnavailableException("interrupted while waiting for Redis", e);
    }
  }
}
