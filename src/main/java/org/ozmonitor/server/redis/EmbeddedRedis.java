package org.ozmonitor.server.redis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.ozmonitor.server.embedded.DirectoryUse;

/// Our own Redis server in a directory, shared by all processes that use the directory: the first
/// one starts it, the last one stops it, and what a killed process leaves running is taken over.
/// Listens on 127.0.0.1 only, with a password, on a port that was free; writes nothing to disk and
/// lets go of what was used longest ago when it is full.
///
/// All methods but {@link #url} block: call them inside `executeBlocking`. Thread-safe.
public final class EmbeddedRedis implements AutoCloseable {
  private static final long MAX_MEMORY_BYTES = 256L << 20;

  /// What runs, and where.
  private record Running(RedisDirectory directory, RedisProcess process) {}

  private final Settings settings;
  private volatile Optional<Running> running = Optional.empty();
  private Optional<Path> joined = Optional.empty(); // guarded by this
  private boolean closed; // guarded by this

  private EmbeddedRedis(Settings settings) {
    this.settings = settings;
  }

  /// What a server is started with. It has no effect on one that runs already.
  ///
  /// @param directory holds its password, locks and log; made if absent
  /// @param binaries where the program is unpacked; may be shared by many directories
  /// @param maxMemoryBytes bound on what it keeps
  public record Settings(Path directory, Path binaries, long maxMemoryBytes) {
    /// For the data directory of an installation.
    public static Settings in(Path dataDirectory) {
      Path directory = dataDirectory.toAbsolutePath().normalize().resolve("redis");
      return new Settings(directory, directory.resolve("binaries"), MAX_MEMORY_BYTES);
    }
  }

  /// A server that is not used yet: {@link #ensureRunning} starts or joins it.
  public static EmbeddedRedis of(Settings settings) {
    return new EmbeddedRedis(settings);
  }

  /// Joins the server that runs, or starts it where none does, on the same port unless that was
  /// taken meanwhile. True if this process did so now, false if there was nothing to do.
  ///
  /// @throws RedisUnavailableException when that is not possible
  public synchronized boolean ensureRunning() {
    if (closed || running.map(it -> it.process().serves()).orElse(false)) {
      return false;
    }
    try {
      Files.createDirectories(settings.directory());
      Path real = settings.directory().toRealPath();
      return DirectoryUse.exclusively(
          real,
          () -> {
            if (joined.isEmpty()) {
              DirectoryUse.join(real);
              joined = Optional.of(real);
            }
            RedisDirectory directory = RedisDirectory.prepare(real, settings);
            running = Optional.of(new Running(directory, directory.adoptOrStart()));
            return true;
          });
    } catch (IOException e) {
      throw new RedisUnavailableException(
          "cannot start Redis in " + settings.directory() + ": " + e, e);
    }
  }

  /// Where the server is now; empty before it runs.
  public Optional<RedisUrl.Server> url() {
    return running.map(it -> it.directory().url(it.process()));
  }

  /// Process id of the server, if one was started or joined.
  public Optional<Long> pid() {
    return running.map(it -> it.process().pid());
  }

  /// Stops using the server, and stops it if no process uses it any more. Further calls do
  /// nothing.
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (joined.isEmpty()) {
      return;
    }
    Path root = joined.get();
    try {
      var _ =
          DirectoryUse.exclusively(
              root,
              () -> {
                boolean last = DirectoryUse.leave(root);
                if (last && running.isPresent()) {
                  running.get().directory().stop();
                }
                return last;
              });
    } catch (IOException e) {
      throw new RedisUnavailableException("cannot stop Redis: " + e, e);
    }
  }
}
