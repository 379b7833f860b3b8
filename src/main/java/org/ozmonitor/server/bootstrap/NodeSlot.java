package org.ozmonitor.server.bootstrap;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// A place for one node of a machine: the first folder `nodes/N` of the data directory that no
/// other process has locked. It keeps the node's id over restarts; the system frees it when the
/// process dies. Thread-safe; blocks.
final class NodeSlot implements AutoCloseable {
  private static final int MAX_NODES = 1_000;
  private static final ReentrantLock ONE_AT_A_TIME = new ReentrantLock();

  /// Slots of this process. A second channel of a lock file must not even be opened: closing it
  /// would free the lock of the first.
  private static final Set<Path> OWN = new HashSet<>();

  private final Path directory;
  private final FileChannel channel;
  private final String id;

  private NodeSlot(Path directory, FileChannel channel, String id) {
    this.directory = directory;
    this.channel = channel;
    this.id = id;
  }

  /// Takes the first free slot below `dataDirectory`.
  ///
  /// @param newId the id of a slot that is used for the first time
  static NodeSlot take(Path dataDirectory, Supplier<String> newId) throws IOException {
    Path nodes = Files.createDirectories(dataDirectory.resolve("nodes")).toRealPath();
    ONE_AT_A_TIME.lock();
    try {
      for (int n = 1; n <= MAX_NODES; n++) {
        Path slot = nodes.resolve(Integer.toString(n));
        if (!OWN.contains(slot)) {
          Optional<NodeSlot> taken = tryTake(slot, newId);
          if (taken.isPresent()) {
            OWN.add(slot);
            return taken.get();
          }
        }
      }
      throw new IOException("more than " + MAX_NODES + " nodes use " + nodes);
    } finally {
      ONE_AT_A_TIME.unlock();
    }
  }

  /// The node's id, the same each time this slot is taken.
  String id() {
    return id;
  }

  /// Where the node may keep files of its own.
  Path directory() {
    return directory;
  }

  /// Frees the slot.
  @Override
  public void close() {
    ONE_AT_A_TIME.lock();
    try {
      channel.close();
      OWN.remove(directory);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } finally {
      ONE_AT_A_TIME.unlock();
    }
  }

  private static Optional<NodeSlot> tryTake(Path slot, Supplier<String> newId) throws IOException {
    Files.createDirectories(slot);
    FileChannel channel =
        FileChannel.open(slot.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean taken = false;
    try {
      FileLock lock = channel.tryLock();
      taken = lock != null;
      return taken ? Optional.of(new NodeSlot(slot, channel, id(slot, newId))) : Optional.empty();
    } finally {
      if (!taken) {
        channel.close();
      }
    }
  }

  private static String id(Path slot, Supplier<String> newId) throws IOException {
    Path file = slot.resolve("id");
    String known = Files.exists(file) ? Files.readString(file).strip() : "";
    if (!known.isEmpty()) { // empty after a power cut
      return known;
    }
    String id = newId.get();
    Path unfinished = Files.writeString(slot.resolve("id.unfinished"), id + "\n");
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    return id;
  }
}
