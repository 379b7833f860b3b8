package org.ozmonitor.server.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/// Who uses the server of a directory: each process holds a shared lock on `users.lock` as long as
/// it needs the server, and whoever starts or stops it holds `control.lock` meanwhile. The system
/// lets go of both when a process dies, however it dies.
///
/// File locks belong to the process, and closing any channel of a file lets go of all of them.
/// Therefore a process has at most one open channel per file, and several users inside one process
/// are counted here. Thread-safe; blocks.
public final class DirectoryUse {
  /// One for each directory: a server that takes its time keeps nobody from another one.
  private static final Map<Path, ReentrantLock> ONE_AT_A_TIME = new ConcurrentHashMap<>();

  private static final Map<Path, DirectoryUse> USED = new ConcurrentHashMap<>();

  private final FileChannel channel;
  private FileLock shared;
  private int users = 1;

  private DirectoryUse(FileChannel channel, FileLock shared) {
    this.channel = channel;
    this.shared = shared;
  }

  /// Something that is done while nobody else starts or stops the server.
  public interface Step<T> {
    T run() throws IOException;
  }

  /// Runs `step` while no other thread or process is in a step on `directory`.
  public static <T> T exclusively(Path directory, Step<T> step) throws IOException {
    ReentrantLock mine = ONE_AT_A_TIME.computeIfAbsent(directory, _ -> new ReentrantLock());
    mine.lock();
    try (FileChannel control = open(directory.resolve("control.lock"));
        FileLock held = control.lock()) {
      if (!held.isValid()) {
        throw new IOException("lost the lock on " + directory);
      }
      return step.run();
    } finally {
      mine.unlock();
    }
  }

  /// Counts the caller as a user. Only inside {@link #exclusively}.
  public static void join(Path directory) throws IOException {
    DirectoryUse known = USED.get(directory);
    if (known != null) {
      known.users++;
      return;
    }
    FileChannel channel = open(directory.resolve("users.lock"));
    FileLock shared = channel.lock(0, Long.MAX_VALUE, true);
    USED.put(directory, new DirectoryUse(channel, shared));
  }

  /// Counts the caller out; true when no user is left in any process. Only inside
  /// {@link #exclusively}, so that nobody can join before the caller has acted on the answer.
  public static boolean leave(Path directory) throws IOException {
    DirectoryUse use =
        Optional.ofNullable(USED.get(directory))
            .orElseThrow(() -> new IllegalStateException("not a user of " + directory));
    use.users--;
    if (use.users > 0) {
      return false;
    }
    USED.remove(directory);
    use.shared.release();
    try (FileChannel channel = use.channel;
        var alone = channel.tryLock()) {
      return alone != null;
    }
  }

  private static FileChannel open(Path file) throws IOException {
    return FileChannel.open(
        file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }
}
